package io.busbar.bus.outbox.delivery;

import io.vertx.sqlclient.Row;

/**
 * A delivery that this node has claimed.
 *
 * @param fence the number of the claim; the delivery is removed only if it still has it
 */
record LeasedDelivery(Delivery delivery, long fence) {
    static LeasedDelivery of(Row row) {
        return new LeasedDelivery(Delivery.of(row), row.getLong("fence"));
    }
}
