package io.busbar.bus.jobs.engine;

import java.time.Duration;

/**
 * The concurrency and the timeouts of the jobs on one node.
 *
 * @param transactionalSteps the largest number of concurrent steps that hold a transaction; steps with external effects are limited by
 *     their type only
 * @param lease              how long a step belongs to this node without renewal; after a node is lost, its steps run elsewhere after this
 *     time
 * @param renewInterval      how often the leases are renewed
 * @param pollInterval       how often the node looks for steps that no notification reached it for
 * @param drainTimeout       how long running steps may take to finish when the node stops; then their leases are returned
 */
public record JobSettings(
        int transactionalSteps, Duration lease, Duration renewInterval, Duration pollInterval, Duration drainTimeout) {

    /** Returns the settings for a node of ordinary size. */
    public static JobSettings defaults() {
        return new JobSettings(
                4, Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
