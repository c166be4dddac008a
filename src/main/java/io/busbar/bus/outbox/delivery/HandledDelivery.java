package io.busbar.bus.outbox.delivery;

import io.busbar.bus.Tx;
import io.vertx.core.Future;

/** A delivery whose handler has succeeded, with the result that is written when the delivery is removed. */
record HandledDelivery(LeasedDelivery leased, ResultWrite result) {
    /** Writes the result of a handler. */
    @FunctionalInterface
    interface ResultWrite {
        Future<?> write(Tx tx);
    }
}
