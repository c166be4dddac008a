package io.busbar.bus.outbox;

import java.time.Duration;

/**
 * The leases of deliveries that run without a transaction.
 *
 * @param duration      how long a delivery belongs to this node without renewal; after a node is lost, another one handles its deliveries
 *     after this time
 * @param renewInterval how often the leases are renewed
 * @param drainTimeout  how long running handlers may take to finish when the node stops; then their leases are returned
 */
public record LeaseSettings(Duration duration, Duration renewInterval, Duration drainTimeout) {
    /** Returns the settings with which a lost node's deliveries are taken over within 15 seconds. */
    public static LeaseSettings defaults() {
        return new LeaseSettings(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(2));
    }
}
