package io.busbar.http.limits;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One subject's rate limit as this node sees it: permits leased from Redis and not yet used, and the end of the current rejection.
 * Requests that find neither wait together for one round trip to Redis. While Redis is unavailable, the bucket counts alone.
 */
final class LeasedBucket {
    private final RateLimiter limiter;
    private final String key;
    private final ArrayDeque<Promise<RateLimitResult>> waiters = new ArrayDeque<>();
    private boolean leasePending;
    private long permits;
    private long leaseExpiresAtNanos;
    private long rejectedUntilNanos;
    private long remaining;
    private long fullAtNanos;
    private long theoreticalArrival;

    LeasedBucket(RateLimiter limiter, String key) {
        this.limiter = limiter;
        this.key = key;
        rejectedUntilNanos = leaseExpiresAtNanos = fullAtNanos = System.nanoTime();
    }

    Future<RateLimitResult> take() {
        long requested;
        Promise<RateLimitResult> promise;
        synchronized (this) {
            long nowNanos = System.nanoTime();
            if (permits > 0 && nowNanos - leaseExpiresAtNanos < 0) {
                permits--;
                return Future.succeededFuture(allowed(nowNanos));
            }
            if (nowNanos - rejectedUntilNanos < 0) {
                return Future.succeededFuture(rejected(nowNanos));
            }
            if (!leasePending && !limiter.redisStore().shouldTry()) {
                return Future.succeededFuture(takeLocally());
            }
            promise = Promise.promise();
            waiters.add(promise);
            if (leasePending) {
                return promise.future();
            }
            leasePending = true;
            requested = Math.max(limiter.leaseSize(), waiters.size());
        }
        requestLease(requested);
        return promise.future();
    }

    private void requestLease(long requested) {
        limiter.redisStore()
                .take(key, limiter.quota(), requested)
                .onComplete(permitLease -> serveWaiters(requested, permitLease.result()));
    }

    /** Serves the waiting requests. Requests another lease if more requests arrived than the lease had permits for. */
    private void serveWaiters(long requested, RedisRateLimitStore.@Nullable PermitLease permitLease) {
        ArrayDeque<Runnable> completions = new ArrayDeque<>();
        long additional;
        synchronized (this) {
            long nowNanos = System.nanoTime();
            if (permitLease != null) {
                applyLease(permitLease, nowNanos);
            }
            while (!waiters.isEmpty() && !needsAnotherLease(requested, permitLease)) {
                Promise<RateLimitResult> waiter = waiters.remove();
                RateLimitResult result = nextResult(permitLease, nowNanos);
                completions.add(() -> waiter.complete(result));
            }
            additional = waiters.isEmpty() ? 0 : Math.max(limiter.leaseSize(), waiters.size());
            leasePending = additional > 0;
        }
        completions.forEach(Runnable::run);
        if (additional > 0) {
            requestLease(additional);
        }
    }

    private void applyLease(RedisRateLimitStore.PermitLease permitLease, long nowNanos) {
        permits = permitLease.granted();
        leaseExpiresAtNanos = nowNanos + limiter.leaseDurationNanos();
        remaining = permitLease.remaining();
        fullAtNanos = nowNanos + TimeUnit.MICROSECONDS.toNanos(permitLease.microsUntilFull());
    }

    /** Returns whether a lease that was granted in full is used up, so that Redis may have more permits. */
    private boolean needsAnotherLease(long requested, RedisRateLimitStore.@Nullable PermitLease permitLease) {
        return permitLease != null && permits == 0 && permitLease.granted() == requested;
    }

    private RateLimitResult nextResult(RedisRateLimitStore.@Nullable PermitLease permitLease, long nowNanos) {
        if (permitLease == null) {
            return takeLocally();
        }
        if (permits > 0) {
            permits--;
            return allowed(nowNanos);
        }
        rejectedUntilNanos =
                nowNanos + TimeUnit.MICROSECONDS.toNanos(limiter.gcra().microsUntilNext(permitLease.microsUntilFull()));
        return rejected(nowNanos);
    }

    /** Takes one permit from the local quota, for as long as Redis is unavailable. */
    private RateLimitResult takeLocally() {
        long nowNanos = System.nanoTime();
        long nowMicros = TimeUnit.NANOSECONDS.toMicros(nowNanos);
        Gcra.GcraResult gcraResult = limiter.gcra().take(theoreticalArrival, nowMicros, 1);
        theoreticalArrival = gcraResult.theoreticalArrival();
        remaining = gcraResult.remaining();
        fullAtNanos = nowNanos + TimeUnit.MICROSECONDS.toNanos(theoreticalArrival - nowMicros);
        if (gcraResult.granted() == 1) {
            return allowed(nowNanos);
        }
        rejectedUntilNanos = nowNanos
                + TimeUnit.MICROSECONDS.toNanos(limiter.gcra().microsUntilNext(theoreticalArrival - nowMicros));
        return rejected(nowNanos);
    }

    private RateLimitResult allowed(long nowNanos) {
        return new RateLimitResult(true, remaining + permits, seconds(fullAtNanos - nowNanos));
    }

    private RateLimitResult rejected(long nowNanos) {
        return new RateLimitResult(false, 0, Math.max(1, seconds(rejectedUntilNanos - nowNanos)));
    }

    private static long seconds(long nanos) {
        return nanos <= 0 ? 0 : (nanos - 1) / 1_000_000_000L + 1;
    }
}
