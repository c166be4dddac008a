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
        if (count < 1 || count > 1_000_000_000 || window.toSeconds() < 1 || window.toDays() > 1) {
            throw new IllegalArgumentException("not a quota: " + count + " in " + window);
        }
    }
}
