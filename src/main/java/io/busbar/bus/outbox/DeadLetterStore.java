package io.busbar.bus.outbox;

import static io.busbar.data.listing.SortKey.bigint;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.bus.DeadLetters;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists, replays and discards the dead letters in PostgreSQL. */
final class DeadLetterStore implements DeadLetters {
    private static final String COLUMNS = """
        dead.id, dead.subscriber, coalesce(dead.type, e.type) as type, coalesce(dead.event_id, dead.continuation_id) as message_id, dead.key,
        coalesce(dead.payload, e.payload) as payload, dead.attempts, dead.last_error,
        coalesce(dead.enqueued_at, e.published_at) as published_at, dead.failed_at""";

    private static final Listing<DeadLetter> DEAD_LETTERS = Listing.named("bus.dead_letters")
            .columns(COLUMNS)
            .from("bus.dead_letter as dead left join bus.event as e on e.id = dead.event_id")
            .order(descending("newest", bigint("dead.id")))
            .rows(DeadLetterStore::toDeadLetter);

    /** What a dead letter and its delivery have in common. */
    private static final String DELIVERY = "id, subscriber, event_id, key, continuation_id, type, payload, enqueued_at";

    private static final String REPLAY = """
        with dead as (delete from bus.dead_letter where id = $1 returning %1$s, attempts, last_error, failed_at),
        requeued as (insert into bus.delivery (%1$s) select %1$s from dead)
        select %2$s from dead left join bus.event as e on e.id = dead.event_id""".formatted(DELIVERY, COLUMNS);

    private static final String REPLAY_ALL = """
        with dead as (
          delete from bus.dead_letter where id in (
            select id from bus.dead_letter where subscriber = $1 order by id limit $2)
          returning %1$s)
        insert into bus.delivery (%1$s) select %1$s from dead""".formatted(DELIVERY);

    private static final String DISCARD = """
        with dead as (delete from bus.dead_letter where id = $1 returning %1$s, attempts, last_error, failed_at)
        select %2$s from dead left join bus.event as e on e.id = dead.event_id""".formatted(DELIVERY, COLUMNS);

    private final Database database;

    DeadLetterStore(Database database) {
        this.database = database;
    }

    @Override
    public Future<Page<DeadLetter>> list(@Nullable String subscriber, Pageable request) {
        return DEAD_LETTERS.query().where("dead.subscriber = ?", subscriber).page(database, request);
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

    private static Optional<DeadLetter> firstDeadLetter(RowSet<Row> rows) {
        return rows.stream().findFirst().map(DeadLetterStore::toDeadLetter);
    }

    private static DeadLetter toDeadLetter(Row row) {
        return new DeadLetter(
                row.getLong("id"),
                row.getString("subscriber"),
                row.getString("type"),
                row.getUUID("message_id"),
                row.getString("key"),
                row.getJsonObject("payload").getMap(),
                row.getInteger("attempts"),
                row.getString("last_error"),
                row.getOffsetDateTime("published_at"),
                row.getOffsetDateTime("failed_at"));
    }
}
