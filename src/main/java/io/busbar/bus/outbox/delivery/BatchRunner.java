package io.busbar.bus.outbox.delivery;

import io.vertx.core.Future;

/** Processes the next deliveries of a partition. */
@FunctionalInterface
interface BatchRunner {
    /**
     * Runs one batch. The returned future never fails.
     *
     * @param isolated whether to process a single delivery
     */
    Future<BatchResult> run(int partition, boolean isolated);
}
