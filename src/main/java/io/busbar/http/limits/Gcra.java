package io.busbar.http.limits;

import java.util.concurrent.TimeUnit;

/**
 * The generic cell rate algorithm (GCRA) in whole microseconds. Its only state is the theoretical arrival time: the time at which
 * the full quota is available again. A full quota grants {@code count} permits at once, and one more every {@code window / count}.
 *
 * <p>{@link RedisRateLimitStore} does the same arithmetic inside Redis.
 */
final class Gcra {
    private final long count;
    private final long windowMicros;

    Gcra(Quota quota) {
        count = quota.count();
        windowMicros = TimeUnit.SECONDS.toMicros(quota.window().toSeconds());
    }

    /**
     * The result of a request for permits.
     *
     * @param granted number of permits granted, from zero to the number requested
     * @param remaining number of permits left
     * @param theoreticalArrival the new theoretical arrival time
     */
    record GcraResult(long granted, long remaining, long theoreticalArrival) {}

    /** Takes up to {@code requested} permits. All times are in microseconds of the same clock. */
    GcraResult take(long theoreticalArrival, long nowMicros, long requested) {
        long from = Math.max(theoreticalArrival, nowMicros);
        long available = Math.max(0, (nowMicros + windowMicros - from) * count / windowMicros);
        long granted = Math.min(requested, available);
        return new GcraResult(granted, available - granted, from + granted * windowMicros / count);
    }

    /**
     * Returns the microseconds until the next permit is available, given the microseconds until the full quota is available; 0 if a
     * permit is available now.
     */
    long microsUntilNext(long microsUntilFull) {
        return Math.max(0, microsUntilFull - windowMicros + (windowMicros + count - 1) / count);
    }
}
