package io.busbar.bus.outbox.delivery;

import io.vertx.core.Future;
import java.util.BitSet;

/** Delivers events to one subscriber on one node. */
public sealed interface SubscriberWorker permits DeliveryWorker, ExternalDeliveryWorker {
    /** The number of partitions that the keys of a subscriber are distributed over. */
    int PARTITIONS = 64;

    /** Marks these partitions as having due deliveries. */
    void wake(BitSet partitions);

    /** Stops taking deliveries and completes when none is running here any more. */
    Future<Void> stop();
}
