package io.busbar.bus.outbox;

import java.time.Duration;

/**
 * The concurrency and the timeouts of the outbox on one node.
 *
 * @param workers                the largest number of concurrent transactions of subscribers whose effects stay in PostgreSQL; each uses a
 *     connection. Subscribers with external effects have permits of their own
 * @param batchSize              the largest number of deliveries in one transaction
 * @param pollInterval           how often each node looks for retries, timers and the deliveries of a lost node
 * @param handlerTimeout         how long the handling of one delivery may take before it counts as failed
 * @param connectionTimeout      how long a change waits for a connection before it is refused
 * @param idempotencyLockTimeout how long a request waits for a running request with the same idempotency key
 * @param cleanupInterval        how often expired rows are removed
 * @param leases                 of the deliveries with external effects
 */
public record OutboxSettings(
        int workers,
        int batchSize,
        Duration pollInterval,
        Duration handlerTimeout,
        Duration connectionTimeout,
        Duration idempotencyLockTimeout,
        Duration cleanupInterval,
        LeaseSettings leases) {

    /** Returns the settings for a node of ordinary size. */
    public static OutboxSettings defaults() {
        return new OutboxSettings(
                4,
                200,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofMinutes(3),
                LeaseSettings.defaults());
    }
}
