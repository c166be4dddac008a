package io.busbar.bus.outbox.delivery;

import io.busbar.bus.outbox.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;

/** Stores that an attempt of a delivery has failed. It has no effect if another node has taken the delivery over meanwhile. */
interface FailedDeliveries {
    /** Delays the next attempt. */
    Future<RowSet<Row>> postpone(Transaction tx, Delivery failed, String error, Duration backoff);

    /** Moves the delivery to the dead letters. */
    Future<RowSet<Row>> deadLetter(Transaction tx, Delivery failed, String error);
}
