package io.busbar.http.limits;

import java.util.concurrent.TimeUnit;

/**
 * The generic cell rate algorithm in whole microseconds. All it remembers is the theoretical arrival time: when the allowance will be
 * full again. An allowance that is full gives {@code count} at once; then one more each {@code window / count}.
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
     * What a request for permits got.
     *
     * @param granted   how many, from none to all that were wanted
     * @param remaining how many are left for others
     * @param theoreticalArrival   the new theoretical arrival time
     */
    record GcraResult(long granted, long remaining, long theoreticalArrival) {}

    /** Takes up to {@code wanted} permits; times in microseconds of one clock. */
    GcraResult take(long theoreticalArrival, long nowMicros, long requested) {
        long from = Math.max(theoreticalArrival, nowMicros);
        long available = Math.max(0, (nowMicros + windowMicros - from) * count / windowMicros);
        long granted = Math.min(requested, available);
        return new GcraResult(granted, available - granted, from + granted * windowMicros / count);
    }

    /** Microseconds until one more permit can be had, given those until the allowance is full; 0 if one can be had now. */
    long microsUntilNext(long microsUntilFull) {
        return Math.max(0, microsUntilFull - windowMicros + (windowMicros + count - 1) / count);
    }
}
