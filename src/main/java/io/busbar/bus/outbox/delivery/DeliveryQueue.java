package io.busbar.bus.outbox.delivery;

import io.busbar.bus.outbox.Transaction;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pending deliveries of one subscriber, which are handled in transactions. */
final class DeliveryQueue implements FailedDeliveries {
    private static final String LOCK = """
        select set_config('busbar.partition_locked', locked::text, true), locked
        from (select pg_try_advisory_xact_lock(hashtextextended($1, 1)) as locked) as lock""";

    private static final String REMOVE =
            "delete from bus.delivery where subscriber = $1 and partition = $2 and id = any($3)";

    private static final String POSTPONE = """
        update bus.delivery
        set attempts = attempts + 1, last_error = $5, due_at = clock_timestamp() + $6 * interval '1 millisecond'
        where subscriber = $1 and partition = $2 and id = $3 and attempts = $4""";

    private static final String DEAD_LETTER = MessageColumns.moveToDeadLetters(
            "subscriber = $1 and partition = $2 and id = $3 and attempts = $4", "attempts + 1");

    private static final String IF_LOCKED = "current_setting('busbar.partition_locked') = 'true' and";

    private final String subscriber;
    private final String pullOne = pull(IF_LOCKED, 1);
    private final String pullMany;
    private final String peekOne = pull("", 1);
    private final String peekMany;

    DeliveryQueue(String subscriber, int batchSize) {
        this.subscriber = subscriber;
        this.pullMany = pull(IF_LOCKED, batchSize);
        this.peekMany = pull("", batchSize);
    }

    /**
     * Returns the statement that reads due deliveries. It is a statement of its own after the lock, because a combined statement would use a
     * snapshot from before the lock and find deliveries that another node has just processed. Without the lock it returns nothing.
     * Deliveries behind a failed delivery of the same key wait. The limit is part of the text and not a parameter, so that the planner knows
     * that it is small.
     */
    private static String pull(String condition, int limit) {
        return """
            select d.id, d.partition, d.attempts, d.key, %s,
              extract(epoch from clock_timestamp() - d.timer_due_at)::float8 as timer_delay
            from (
              select id, partition, attempts, key, event_id, continuation_id, type, payload, enqueued_at,
                case attempts when 0 then timer_due_at end as timer_due_at
              from bus.delivery as d
              where %s subscriber = $1 and partition = $2 and (attempts = 0 or due_at <= now())
                and not exists (
                  select from bus.delivery as failed
                  where failed.subscriber = $1 and failed.partition = $2 and failed.key = d.key
                    and failed.attempts > 0 and failed.due_at > now() and failed.id < d.id)
              order by id limit %d) as d
            left join bus.event as e on e.id = d.event_id
            order by d.id""".formatted(MessageColumns.MESSAGE, condition, limit);
    }

    /** Reads the oldest due deliveries of a partition without a transaction. Another node may be about to handle them. */
    Future<List<Delivery>> peek(Database database, int partition, boolean single) {
        return database.query(single ? peekOne : peekMany, Tuple.of(subscriber, partition))
                .map(DeliveryQueue::toDeliveries);
    }

    /**
     * Locks the partition until the end of the transaction and reads its oldest due deliveries. The result is empty if another node holds
     * the lock.
     */
    Future<Optional<List<Delivery>>> pull(Transaction tx, int partition, boolean single) {
        Future<RowSet<Row>> locked = tx.query(LOCK, Tuple.of(subscriber + "/" + partition));
        Future<RowSet<Row>> pulled = tx.query(single ? pullOne : pullMany, Tuple.of(subscriber, partition));
        return locked.compose(
                lock -> pulled.map(rows -> isLocked(lock) ? Optional.of(toDeliveries(rows)) : Optional.empty()));
    }

    private static boolean isLocked(RowSet<Row> lock) {
        return lock.iterator().next().getBoolean("locked");
    }

    private static List<Delivery> toDeliveries(RowSet<Row> rows) {
        List<Delivery> deliveries = new ArrayList<>(rows.size());
        rows.forEach(row -> deliveries.add(Delivery.of(row)));
        return deliveries;
    }

    Future<RowSet<Row>> remove(Transaction tx, int partition, List<Delivery> deliveries) {
        return tx.query(
                REMOVE,
                Tuple.of(
                        subscriber,
                        partition,
                        deliveries.stream().map(Delivery::id).toArray(Long[]::new)));
    }

    /** Counts a failed attempt, unless another node has already done so, and delays the next attempt. */
    @Override
    public Future<RowSet<Row>> postpone(Transaction tx, Delivery failed, String error, Duration backoff) {
        return tx.query(
                POSTPONE,
                Tuple.of(subscriber, failed.partition(), failed.id(), failed.previousAttempts(), error, (double)
                        backoff.toMillis()));
    }

    @Override
    public Future<RowSet<Row>> deadLetter(Transaction tx, Delivery failed, String error) {
        return tx.query(
                DEAD_LETTER, Tuple.of(subscriber, failed.partition(), failed.id(), failed.previousAttempts(), error));
    }
}
