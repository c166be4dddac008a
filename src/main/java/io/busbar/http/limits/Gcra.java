package io.busbar.http.limits;

import java.util.concurrent.TimeUnit;

/**
 * The generic cell rate algorithm in whole microseconds. All it remembers is the theoretical arrival time: when the allowance will be
 * full again. An allowance that is full gives {@code count} at once; then one more each {@code window / count}.
 *
 * <p>{@link SharedLimits} does the same arithmetic inside Redis.
 */
final class Gcra {
    private final long count;
    private final long window;

    Gcra(Quota quota) {
        count = quota.count();
        window = TimeUnit.SECONDS.toMicros(quota.window().toSeconds());
    }

    /**
     * What a request for permits got.
     *
     * @param granted   how many, from none to all that were wanted
     * @param remaining how many are left for others
     * @param arrival   the new theoretical arrival time
     */
    record Grant(long granted, long remaining, long arrival) {}

    /** Takes up to {@code wanted} permits; times in microseconds of one clock. */
    Grant take(long arrival, long now, long wanted) {
        long from = Math.max(arrival, now);
        long free = Math.max(0, (now + window - from) * count / window);
        long granted = Math.min(wanted, free);
        return new Grant(granted, free - granted, from + granted * window / count);
    }

    /** Microseconds until one more permit can be had, given those until the allowance is full; 0 if one can be had now. */
    long untilNext(long untilFull) {
        return Math.max(0, untilFull - window + (window + count - 1) / count);
    }
}
