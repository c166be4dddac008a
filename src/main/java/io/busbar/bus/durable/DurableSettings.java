package io.busbar.bus.durable;

import java.time.Duration;

/**
 * How much the durable lane does at once on one node, and how long it is patient.
 *
 * @param workers        transactions of subscribers whose effects stay in PostgreSQL; as many connections
 * @param outsideWorkers the same for subscribers that reach outside, apart so that a slow mail server holds up nothing else
 * @param batch          deliveries in one transaction at most
 * @param poll           how often each node looks for what no signal told it of: retries, timers, what a lost node left
 * @param effectLimit    how long the effect of one delivery may take before it counts as failed
 * @param connectionWait how long a change waits for a connection before it is refused
 * @param claimWait      how long a request waits for one with the same idempotency key that is still running
 * @param sweep          how often what has expired is removed
 */
public record DurableSettings(
        int workers,
        int outsideWorkers,
        int batch,
        Duration poll,
        Duration effectLimit,
        Duration connectionWait,
        Duration claimWait,
        Duration sweep) {

    /** For a node of ordinary size. */
    public static DurableSettings defaults() {
        return new DurableSettings(
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
