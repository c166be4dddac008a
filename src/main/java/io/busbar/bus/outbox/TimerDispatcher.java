package io.busbar.bus.outbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Publishes the events and enqueues the continuations of timers that are due. A pending timer does not delay others with its key. */
final class TimerDispatcher {
    private static final int BATCH_SIZE = 500;

    /**
     * Takes due timers that no other transaction has locked, so that nodes that wake at the same moment share the work. It must not wait
     * for the lock of a key, because its holder may be waiting for the timer. A continuation without subscriber, which a newer version may
     * have removed, waits for a node that has one.
     */
    private static final String FIRE = """
        with due as materialized (
          select type, key, continuation from bus.timer
          where due_at <= now() order by due_at limit %d for update skip locked),
        claimed as materialized (
          select type, key,
            not continuation or exists (select from bus.subscription as s where s.event_type = due.type) as deliverable
          from due where pg_try_advisory_xact_lock(hashtextextended(key, 0))),
        postponed as (
          update bus.timer as t set due_at = now() + interval '1 minute' from claimed
          where t.type = claimed.type and t.key = claimed.key and not deliverable),
        fired as (
          delete from bus.timer as t using claimed
          where t.type = claimed.type and t.key = claimed.key and deliverable
          returning t.type, t.key, t.payload, t.continuation, t.due_at),
        """.formatted(BATCH_SIZE)
            + PendingMessages.insertFrom("select type, key, payload, continuation, due_at as timer_due_at,"
                    + " row_number() over (order by due_at) as position from fired");

    private static final String UNTIL_NEXT =
            "select extract(epoch from min(due_at) - clock_timestamp())::float8 as seconds from bus.timer";

    private final Pool pool;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;

    TimerDispatcher(Pool pool, OutboxSettings settings, Consumer<PostCommit> afterCommit) {
        this.pool = pool;
        this.settings = settings;
        this.afterCommit = afterCommit;
    }

    /**
     * Fires all timers that are due, except those that another transaction has locked, and returns the time until the next one is due;
     * empty if there is none.
     */
    Future<Optional<Duration>> fireDue() {
        return Transaction.begin(pool, settings).compose(this::fireBatch);
    }

    private Future<Optional<Duration>> fireBatch(Transaction tx) {
        Future<RowSet<Row>> fired = tx.query(FIRE, Tuple.tuple());
        Future<RowSet<Row>> next = tx.query(UNTIL_NEXT, Tuple.tuple());
        return tx.commit(List.of(fired, next))
                .onSuccess(committed -> announce(fired.result()))
                .compose(committed -> {
                    Optional<Duration> untilNext = TimerScheduler.delay(next.result());
                    boolean moreIsDue = untilNext.filter(Duration::isNegative).isPresent();
                    return moreIsDue && fired.result().size() > 0 ? fireDue() : Future.succeededFuture(untilNext);
                });
    }

    private void announce(RowSet<Row> deliveries) {
        PostCommit postCommit = new PostCommit();
        postCommit.addDeliveries(deliveries);
        afterCommit.accept(postCommit);
    }
}
