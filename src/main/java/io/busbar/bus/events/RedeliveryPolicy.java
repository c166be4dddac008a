package io.busbar.bus.events;

import java.time.Duration;

/**
 * How often a failed delivery is attempted again.
 *
 * @param maxAttempts    the number of attempts before a delivery becomes a dead letter
 * @param initialBackoff the pause after the first attempt; it doubles up to an hour, with jitter
 */
public record RedeliveryPolicy(int maxAttempts, Duration initialBackoff) {
    /** About a day: longer than an outage or a rolling update, during which a node may get deliveries that it can't handle yet. */
    static final RedeliveryPolicy DEFAULT = new RedeliveryPolicy(36, Duration.ofSeconds(1));
}
