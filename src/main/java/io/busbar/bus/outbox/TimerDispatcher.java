package io.busbar.bus.outbox;

import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Consumer;

/** Publishes the events of timers that are due. A pending timer does not delay other events with its key. */
final class TimerDispatcher {
    private static final int BATCH_SIZE = 500;

    private static final String FIND_DUE =
            "select type, key from bus.timer where due_at <= now() order by due_at limit " + BATCH_SIZE;

    /**
     * Publishes the events of the found timers. It checks the due time again: a timer may have been replaced, cancelled or fired by another
     * node meanwhile.
     */
    private static final String FIRE = """
        with fired as (
          delete from bus.timer t using unnest($1::text[], $2::text[]) as found_timers (type, key)
          where t.type = found_timers.type and t.key = found_timers.key and t.due_at <= now()
          returning t.type, t.key, t.payload, t.due_at),
        inserted as (
          insert into bus.event (type, key, payload)
          select type, key, payload from fired order by due_at
          returning id, type, key)
        insert into bus.delivery (subscriber, event_id, key)
        select s.subscriber, inserted.id, inserted.key
        from inserted join bus.subscription s on s.event_type = inserted.type
        order by inserted.id
        returning subscriber, partition""";

    private final Database database;
    private final Pool pool;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;

    TimerDispatcher(Database database, Pool pool, OutboxSettings settings, Consumer<PostCommit> afterCommit) {
        this.database = database;
        this.pool = pool;
        this.settings = settings;
        this.afterCommit = afterCommit;
    }

    /** Fires all timers that are due. */
    Future<Void> fire() {
        return database.query(FIND_DUE, Tuple.tuple()).compose(this::fireFound);
    }

    private Future<Void> fireFound(RowSet<Row> due) {
        if (due.size() == 0) {
            return Future.succeededFuture();
        }
        return due.size() == BATCH_SIZE ? fire(due).compose(fired -> fire()) : fire(due);
    }

    private Future<Void> fire(RowSet<Row> due) {
        String[] types = column(due, "type");
        String[] keys = column(due, "key");
        Tuple timerKeys = Tuple.of(types, (Object) keys);
        PostCommit postCommit = new PostCommit();
        return Transaction.begin(
                        pool, settings.connectionTimeout(), settings.handlerTimeout(), Transaction.IDLE_TIMEOUT)
                .compose(tx -> tx.commit(List.of(
                        PendingWrites.lockKeys(tx, List.of(keys)),
                        tx.query(FIRE, timerKeys).onSuccess(postCommit::addDeliveries))))
                .onSuccess(done -> afterCommit.accept(postCommit));
    }

    private static String[] column(RowSet<Row> rows, String name) {
        return rows.stream().map(row -> row.getString(name)).toArray(String[]::new);
    }
}
