package io.busbar.http.limits;

import java.time.Duration;

/**
 * So many requests in such a time, refilled evenly.
 *
 * @param name   of the policy, as the {@code RateLimit} header calls it
 * @param count  at least 1
 * @param window at least one second, in whole seconds
 */
public record Quota(String name, long count, Duration window) {
    public Quota {
        if (count < 1 || window.toSeconds() < 1 || !isExact(count, window)) {
            throw new IllegalArgumentException("not a quota: " + count + " in " + window);
        }
    }

    /** Whether count times microseconds stays exact in the doubles of Redis's scripts. */
    private static boolean isExact(long count, Duration window) {
        return count <= (1L << 52) / (window.toSeconds() * 1_000_000);
    }
}
