package io.busbar.bus.outbox;

import java.time.Duration;

/**
 * How much the durable lane does at once on one node, and how long it is patient.
 *
 * @param workers        transactions of subscribers whose effects stay in PostgreSQL; as many connections
 * @param externalWorkers the same for subscribers that reach outside, apart so that a slow mail server holds up nothing else
 * @param batchSize          deliveries in one transaction at most
 * @param pollInterval           how often each node looks for what no signal told it of: retries, timers, what a lost node left
 * @param handlerTimeout    how long the effect of one delivery may take before it counts as failed
 * @param connectionTimeout how long a change waits for a connection before it is refused
 * @param idempotencyLockTimeout      how long a request waits for one with the same idempotency key that is still running
 * @param cleanupInterval          how often what has expired is removed
 */
public record OutboxSettings(
        int workers,
        int externalWorkers,
        int batchSize,
        Duration pollInterval,
        Duration handlerTimeout,
        Duration connectionTimeout,
        Duration idempotencyLockTimeout,
        Duration cleanupInterval) {

    /** For a node of ordinary size. */
    public static OutboxSettings defaults() {
        return new OutboxSettings(
                4,
                4,
                200,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofMinutes(3));
    }
}
