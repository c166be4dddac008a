package io.busbar.bus.outbox.delivery;

import io.busbar.bus.Tx;
import io.vertx.core.Future;

/** A delivery whose handler has succeeded, with the result that is written when the delivery is removed. */
record HandledDelivery(LeasedDelivery leased, Result result) {
    /** Writes the result of a handler. */
    @FunctionalInterface
    interface Result {
        Future<?> write(Tx tx);
    }
}
