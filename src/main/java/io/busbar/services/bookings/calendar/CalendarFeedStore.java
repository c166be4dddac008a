package io.busbar.services.bookings.calendar;

import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.services.bookings.BookingRecord;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores calendar feeds, with a hash of the secret in the URL of each. */
public final class CalendarFeedStore {
    private static final String UPSERT = """
        insert into bookings.calendar_feed (account, secret) values ($1, $2)
        on conflict (account) do update set secret = excluded.secret, created_at = now()""";

    private static final String READ_CREATED_AT = "select created_at from bookings.calendar_feed where account = $1";
    private static final String READ_OWNER = "select account from bookings.calendar_feed where secret = $1";
    private static final String DELETE_CREATED_UNTIL =
            "delete from bookings.calendar_feed where account = $1 and created_at <= $2";

    private static final String DELETE = "delete from bookings.calendar_feed where account = $1";

    /** The condition on starts_at lets the index be used. No booking lasts longer than a day. */
    private static final String LIST_BOOKINGS = """
        (select %1$s from bookings.booking
        where (customer = $1 or professional = $1) and status <> 'held' and starts_at <= now()
          and starts_at > now() - interval '91 days' and ends_at > now() - interval '90 days'
        order by starts_at desc, id desc
        limit 200)
        union all
        (select %1$s from bookings.booking
        where (customer = $1 or professional = $1) and status <> 'held' and starts_at > now()
        order by starts_at, id
        limit 800)
        order by starts_at, id""".formatted(BookingRecord.ROW.columns());

    private final Database database;

    public CalendarFeedStore(Database database) {
        this.database = database;
    }

    Future<Void> upsert(Tx tx, UUID user, byte[] secretHash) {
        return tx.query(UPSERT, Tuple.of(user, Buffer.buffer(secretHash))).mapEmpty();
    }

    Future<Optional<OffsetDateTime>> findCreatedAt(UUID user) {
        return database.query(READ_CREATED_AT, Tuple.of(user))
                .map(rows -> rows.stream().findFirst().map(row -> row.getOffsetDateTime("created_at")));
    }

    Future<Optional<UUID>> findOwner(byte[] secretHash) {
        return database.query(READ_OWNER, Tuple.of(Buffer.buffer(secretHash)))
                .map(rows -> rows.stream().findFirst().map(row -> row.getUUID("account")));
    }

    /** Returns the bookings of the feed, earliest start first. */
    Future<List<BookingRecord>> listBookings(UUID user) {
        return database.query(LIST_BOOKINGS, Tuple.of(user)).map(BookingRecord.ROW::all);
    }

    /** Deletes the feed if it was created at or before this time. */
    Future<Void> deleteCreatedUntil(Tx tx, UUID user, Instant until) {
        return tx.query(DELETE_CREATED_UNTIL, Tuple.of(user, until.atOffset(ZoneOffset.UTC)))
                .mapEmpty();
    }

    public Future<Void> delete(Tx tx, UUID user) {
        return tx.query(DELETE, Tuple.of(user)).mapEmpty();
    }
}
