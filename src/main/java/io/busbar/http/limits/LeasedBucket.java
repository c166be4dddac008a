package io.busbar.http.limits;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One subject's allowance as this node sees it: permits leased from Redis and not yet used, and a refusal that still stands. Requests
 * that find neither wait for one round trip together. While Redis is away it is the allowance itself.
 */
final class LeasedBucket {
    private final RateLimit limit;
    private final String key;
    private final ArrayDeque<Promise<RateLimitResult>> waiting = new ArrayDeque<>();
    private boolean asking;
    private long permits;
    private long leaseEnds;
    private long refusedUntil;
    private long remaining;
    private long fullAt;
    private long arrival;

    LeasedBucket(RateLimit limit, String key) {
        this.limit = limit;
        this.key = key;
        refusedUntil = leaseEnds = fullAt = System.nanoTime();
    }

    Future<RateLimitResult> take() {
        long wanted;
        Promise<RateLimitResult> promise;
        synchronized (this) {
            long now = System.nanoTime();
            if (permits > 0 && now - leaseEnds < 0) {
                permits--;
                return Future.succeededFuture(admitted(now));
            }
            if (now - refusedUntil < 0) {
                return Future.succeededFuture(refused(now));
            }
            if (!asking && !limit.shared().worthAsking()) {
                return Future.succeededFuture(takeHere());
            }
            promise = Promise.promise();
            waiting.add(promise);
            if (asking) {
                return promise.future();
            }
            asking = true;
            wanted = Math.max(limit.lease(), waiting.size());
        }
        ask(wanted);
        return promise.future();
    }

    private void ask(long wanted) {
        limit.shared().take(key, limit.quota(), wanted).onComplete(lease -> settle(wanted, lease.result()));
    }

    /** Serves those who wait; asks once more when more came meanwhile than was asked for. */
    private void settle(long wanted, SharedLimits.@Nullable Lease lease) {
        ArrayDeque<Runnable> answers = new ArrayDeque<>();
        long more = 0;
        synchronized (this) {
            long now = System.nanoTime();
            if (lease != null) {
                permits = lease.granted();
                leaseEnds = now + limit.leaseAge();
                remaining = lease.remaining();
                fullAt = now + TimeUnit.MICROSECONDS.toNanos(lease.untilFull());
            }
            while (!waiting.isEmpty()) {
                if (lease != null && permits == 0) {
                    if (lease.granted() == wanted) {
                        more = Math.max(limit.lease(), waiting.size());
                        break;
                    }
                    refusedUntil =
                            now + TimeUnit.MICROSECONDS.toNanos(limit.gcra().untilNext(lease.untilFull()));
                }
                Promise<RateLimitResult> next = waiting.remove();
                RateLimitResult standing;
                if (lease == null) {
                    standing = takeHere();
                } else if (permits > 0) {
                    permits--;
                    standing = admitted(now);
                } else {
                    standing = refused(now);
                }
                answers.add(() -> next.complete(standing));
            }
            asking = more > 0;
        }
        answers.forEach(Runnable::run);
        if (more > 0) {
            ask(more);
        }
    }

    /** The same arithmetic in this node's memory. */
    private RateLimitResult takeHere() {
        long now = System.nanoTime();
        long micros = TimeUnit.NANOSECONDS.toMicros(now);
        Gcra.Grant grant = limit.gcra().take(arrival, micros, 1);
        arrival = grant.arrival();
        remaining = grant.remaining();
        fullAt = now + TimeUnit.MICROSECONDS.toNanos(arrival - micros);
        if (grant.granted() == 1) {
            return admitted(now);
        }
        refusedUntil = now + TimeUnit.MICROSECONDS.toNanos(limit.gcra().untilNext(arrival - micros));
        return refused(now);
    }

    private RateLimitResult admitted(long now) {
        return new RateLimitResult(true, remaining + permits, seconds(fullAt - now));
    }

    private RateLimitResult refused(long now) {
        return new RateLimitResult(false, 0, Math.max(1, seconds(refusedUntil - now)));
    }

    private static long seconds(long nanos) {
        return nanos <= 0 ? 0 : (nanos - 1) / 1_000_000_000L + 1;
    }
}
