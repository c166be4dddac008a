package io.busbar.http.limits;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rate limit state that all nodes share, kept in Redis. If Redis does not respond in time, it counts as unavailable for a
 * second; then one request tries again while the others proceed without it.
 */
final class RedisRateLimitStore {
    private static final long TIMEOUT_MILLIS = 500;
    private static final long RETRY_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * Performs {@link Gcra#take} with the clock of Redis. Returns the granted permits, the remaining permits, and the microseconds
     * until the quota is full.
     */
    private static final String TAKE_SCRIPT = """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local count, window, requested = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
            local from = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
            local available = math.max(0, math.floor((now + window - from) * count / window))
            local granted = math.min(requested, available)
            if granted > 0 then
              from = from + math.floor(granted * window / count)
              redis.call('SET', KEYS[1], string.format('%.0f', from), 'PX', math.ceil((from - now) / 1000))
            end
            return {granted, available - granted, from - now}
            """;

    private final Redis redis;
    private final AtomicLong retryAtNanos = new AtomicLong();
    private volatile boolean unavailable;

    RedisRateLimitStore(Redis redis) {
        this.redis = redis;
    }

    /** Permits leased from Redis, and the microseconds until the quota is full. */
    record PermitLease(long granted, long remaining, long microsUntilFull) {}

    /** Returns whether to call Redis: always while it is available, and once a second while it is not. */
    boolean shouldTry() {
        if (!unavailable) {
            return true;
        }
        long dueNanos = retryAtNanos.get();
        long nowNanos = System.nanoTime();
        return nowNanos - dueNanos >= 0 && retryAtNanos.compareAndSet(dueNanos, nowNanos + RETRY_INTERVAL_NANOS);
    }

    /** Takes up to {@code requested} permits. Fails if Redis is unavailable. */
    Future<PermitLease> take(String key, Quota quota, long requested) {
        Request request = Request.cmd(Command.EVAL)
                .arg(TAKE_SCRIPT)
                .arg(1)
                .arg(key)
                .arg(quota.count())
                .arg(TimeUnit.SECONDS.toMicros(quota.window().toSeconds()))
                .arg(requested);
        return redis.send(request)
                .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .map(RedisRateLimitStore::read)
                .onSuccess(permitLease -> unavailable = false)
                .onFailure(error -> {
                    retryAtNanos.set(System.nanoTime() + RETRY_INTERVAL_NANOS);
                    unavailable = true;
                });
    }

    boolean isUnavailable() {
        return unavailable;
    }

    private static PermitLease read(Response response) {
        return new PermitLease(
                response.get(0).toLong(),
                response.get(1).toLong(),
                response.get(2).toLong());
    }
}
