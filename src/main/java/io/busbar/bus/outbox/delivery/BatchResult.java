package io.busbar.bus.outbox.delivery;

import java.time.Duration;

/** The result of a batch, which decides what the worker does next. */
sealed interface BatchResult {
    /** Another node works on the partition. */
    record PartitionBusy() implements BatchResult {}

    /** The batch has committed; {@code more} if the partition may have more deliveries. */
    record BatchDone(int count, boolean more) implements BatchResult {}

    /**
     * One of several deliveries failed and the batch was rolled back. Each of them has to run alone next, so that only the failing one is
     * postponed.
     */
    record Retryable(int count) implements BatchResult {}

    /** A delivery that ran alone failed. It is due again after the backoff, or is a dead letter if the backoff is zero. */
    record DeliveryFailed(Duration backoff) implements BatchResult {}

    /** The database is not reachable. */
    record DatabaseDown() implements BatchResult {}
}
