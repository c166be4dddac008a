package io.busbar.bus.events;

import java.time.Duration;

/**
 * How often a failed delivery is attempted again.
 *
 * @param maxAttempts    the number of attempts before a delivery becomes a dead letter
 * @param initialBackoff the pause after the first attempt; it doubles up to an hour, with jitter
 */
public record RedeliveryPolicy(int maxAttempts, Duration initialBackoff) {
    static final RedeliveryPolicy DEFAULT = new RedeliveryPolicy(10, Duration.ofSeconds(1));
}
