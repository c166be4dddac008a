package io.busbar.bus.durable;

import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Consumer;

/** Turns timers whose time has come into events. Until then they stand in nobody's way. */
final class Timers {
    private static final int AT_ONCE = 500;

    private static final String DUE =
            "select type, key from bus.timer where due <= now() order by due limit " + AT_ONCE;

    /** By now each may have been replaced, cancelled or fired by another node, so the time is asked for once more. */
    private static final String FIRE = """
        with fired as (
          delete from bus.timer t using unnest($1::text[], $2::text[]) as found (type, key)
          where t.type = found.type and t.key = found.key and t.due <= now()
          returning t.type, t.key, t.payload, t.due),
        said as (
          insert into bus.event (type, key, payload)
          select type, key, payload from fired order by due
          returning id, type, key)
        insert into bus.delivery (subscriber, event_id, key)
        select s.subscriber, said.id, said.key
        from said join bus.subscription s on s.event_type = said.type
        order by said.id
        returning subscriber, slot""";

    private final Database database;
    private final Pool pool;
    private final DurableSettings settings;
    private final Consumer<Aftermath> committed;

    Timers(Database database, Pool pool, DurableSettings settings, Consumer<Aftermath> committed) {
        this.database = database;
        this.pool = pool;
        this.settings = settings;
        this.committed = committed;
    }

    /** Fires all that are due. */
    Future<Void> fire() {
        return database.query(DUE, Tuple.tuple()).compose(due -> {
            if (due.size() == 0) {
                return Future.succeededFuture();
            }
            return fire(due).compose(fired -> due.size() == AT_ONCE ? fire() : Future.succeededFuture());
        });
    }

    private Future<Void> fire(RowSet<Row> due) {
        String[] types = column(due, "type");
        String[] keys = column(due, "key");
        Tuple found = Tuple.of(types, (Object) keys);
        Aftermath aftermath = new Aftermath();
        return Transaction.begin(pool, settings.connectionWait(), settings.effectLimit(), Transaction.IDLE)
                .compose(tx -> tx.commit(List.of(
                        Outbox.lock(tx, List.of(keys)), tx.query(FIRE, found).onSuccess(aftermath::add))))
                .onSuccess(done -> committed.accept(aftermath));
    }

    private static String[] column(RowSet<Row> rows, String name) {
        return rows.stream().map(row -> row.getString(name)).toArray(String[]::new);
    }
}
