package io.busbar.http.limits;

import java.time.Duration;

/**
 * A number of requests per time window, refilled evenly.
 *
 * @param name the name of the policy in the {@code RateLimit} headers
 * @param count number of requests, at least 1
 * @param window length of the window in whole seconds, at least one
 */
public record Quota(String name, long count, Duration window) {
    public Quota {
        if (count < 1 || window.toSeconds() < 1 || !isExact(count, window)) {
            throw new IllegalArgumentException("not a quota: " + count + " in " + window);
        }
    }

    /** Returns whether count times microseconds stays exact in the doubles of Redis scripts. */
    private static boolean isExact(long count, Duration window) {
        return count <= (1L << 52) / (window.toSeconds() * 1_000_000);
    }
}
