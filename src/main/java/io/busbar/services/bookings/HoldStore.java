package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingStore.utc;

import io.busbar.bus.Tx;
import io.busbar.data.Rows;
import io.busbar.services.bookings.availability.BookingDraft;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Stores holds, which block a professional's time like bookings. */
final class HoldStore {
    /** Always taken after the professional's lock, so that two transactions cannot deadlock. */
    private static final String LOCK_CUSTOMER =
            "select pg_advisory_xact_lock(hashtextextended('holds/' || $1::text, 4))";

    private static final String COUNT_ACTIVE = """
        select count(*) as active from bookings.booking
        where customer = $1 and status = 'held' and expires_at > now()""";

    private static final String INSERT = BookingStore.DELETE_EXPIRED_HOLDS + """

        insert into bookings.booking (professional, blocked, status, customer, service, title, starts_at, ends_at, zone, local_start,
            price, currency, currency_digits, expires_at)
        select $1, tstzrange($2, $3), 'held', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
        where (select count(*) from expired_holds) >= 0
        on conflict do nothing
        returning id""";

    private static final String RELEASE =
            "delete from bookings.booking where id = $1 and customer = $2 and status = 'held' returning id";

    private static final String DELETE_EXPIRED =
            "delete from bookings.booking where id = $1 and status = 'held' and expires_at <= now()";

    /**
     * The result of inserting a hold.
     *
     * @param id the ID of the hold; empty if the time is taken
     * @param activeHolds the number of active holds that the customer had before
     */
    record HoldInsertResult(Optional<UUID> id, long activeHolds) {}

    Future<HoldInsertResult> insert(Tx tx, BookingDraft bookingDraft, Instant expiresAt) {
        Tuple values = BookingStore.draftValues(bookingDraft).addValue(utc(expiresAt));
        Future<RowSet<Row>> lock = BookingStore.queryLocked(
                tx,
                bookingDraft.professional(),
                LOCK_CUSTOMER,
                Tuple.of(bookingDraft.customer().toString()));
        Future<RowSet<Row>> active = tx.query(COUNT_ACTIVE, Tuple.of(bookingDraft.customer()));
        Future<RowSet<Row>> inserted = tx.query(INSERT, values);
        return Future.join(lock, active, inserted)
                .map(all -> new HoldInsertResult(
                        Rows.first(inserted.result()).map(row -> row.getUUID("id")),
                        active.result().iterator().next().getLong("active")));
    }

    /** Deletes the customer's hold. Fails with NOT_FOUND if there is none. */
    Future<Void> release(Tx tx, UUID id, UUID customer) {
        return tx.query(RELEASE, Tuple.of(id, customer))
                .map(rows -> Rows.one(rows, "hold"))
                .mapEmpty();
    }

    /** Deletes the hold if it has expired; does nothing if it is gone. */
    Future<Void> deleteExpired(Tx tx, UUID id) {
        return tx.query(DELETE_EXPIRED, Tuple.of(id)).mapEmpty();
    }
}
