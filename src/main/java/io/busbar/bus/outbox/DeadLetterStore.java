package io.busbar.bus.outbox;

import io.busbar.bus.DeadLetters;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists, replays and discards the dead letters in PostgreSQL. */
final class DeadLetterStore implements DeadLetters {
    private static final String COLUMNS = """
        dead.id, dead.subscriber, e.type, dead.event_id, dead.key, dead.attempts, dead.last_error, e.published_at, dead.failed_at""";

    private static final String LIST_ALL = listQuery("");
    private static final String LIST_BY_SUBSCRIBER = listQuery("and dead.subscriber = $3");

    private static final String REPLAY = """
        with dead as (delete from bus.dead_letter where id = $1 returning *),
        requeued as (
          insert into bus.delivery (id, subscriber, event_id, key)
          select id, subscriber, event_id, key from dead)
        select %s from dead join bus.event as e on e.id = dead.event_id""".formatted(COLUMNS);

    private static final String REPLAY_ALL = """
        with dead as (
          delete from bus.dead_letter where id in (
            select id from bus.dead_letter where subscriber = $1 order by id limit $2)
          returning *)
        insert into bus.delivery (id, subscriber, event_id, key)
        select id, subscriber, event_id, key from dead""";

    private static final String DISCARD = """
        with dead as (delete from bus.dead_letter where id = $1 returning *)
        select %s from dead join bus.event as e on e.id = dead.event_id""".formatted(COLUMNS);

    private final Database database;

    DeadLetterStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<List<DeadLetter>> list(@Nullable String subscriber, long before, int limit) {
        return (subscriber == null
                        ? database.query(LIST_ALL, Tuple.of(before, limit))
                        : database.query(LIST_BY_SUBSCRIBER, Tuple.of(before, limit, subscriber)))
                .map(rows -> rows.stream().map(DeadLetterStore::toDeadLetter).toList());
    }

    @Override
    public Future<Optional<DeadLetter>> replay(Tx tx, long id) {
        return tx.query(REPLAY, Tuple.of(id)).map(DeadLetterStore::firstDeadLetter);
    }

    @Override
    public Future<Integer> replayAll(Tx tx, String subscriber, int limit) {
        return tx.query(REPLAY_ALL, Tuple.of(subscriber, limit)).map(RowSet::rowCount);
    }

    @Override
    public Future<Optional<DeadLetter>> discard(Tx tx, long id) {
        return tx.query(DISCARD, Tuple.of(id)).map(DeadLetterStore::firstDeadLetter);
    }

    private static String listQuery(String filter) {
        return """
            select %s from bus.dead_letter as dead join bus.event as e on e.id = dead.event_id
            where dead.id < $1 %s order by dead.id desc limit $2""".formatted(COLUMNS, filter);
    }

    private static Optional<DeadLetter> firstDeadLetter(RowSet<Row> rows) {
        return rows.stream().findFirst().map(DeadLetterStore::toDeadLetter);
    }

    private static DeadLetter toDeadLetter(Row row) {
        return new DeadLetter(
                row.getLong("id"),
                row.getString("subscriber"),
                row.getString("type"),
                row.getUUID("event_id"),
                row.getString("key"),
                row.getInteger("attempts"),
                row.getString("last_error"),
                row.getOffsetDateTime("published_at"),
                row.getOffsetDateTime("failed_at"));
    }
}
