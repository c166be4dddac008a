package io.busbar.bookings;

import static io.busbar.bookings.BookingStore.utc;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The statements about holds: bookings to be, that take their time as bookings do. */
final class HoldStore {
    /** Taken after the professional's, always, so that the two cannot wait for each other. */
    private static final String LOCK_HOLDER = "select pg_advisory_xact_lock(hashtextextended('holds/' || $1::text, 4))";

    private static final String LIVE = """
        select count(*) as live from bookings.booking
        where customer = $1 and status = 'held' and expires_at > now()""";

    private static final String INSERT = BookingStore.LAPSED + """

        insert into bookings.booking (professional, blocked, status, customer, service, title, starts_at, ends_at, zone, local_start,
            price, currency, currency_digits, expires_at)
        select $1, tstzrange($2, $3), 'held', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
        where (select count(*) from lapsed) >= 0
        on conflict do nothing
        returning id""";

    private static final String RELEASE =
            "delete from bookings.booking where id = $1 and customer = $2 and status = 'held' returning id";

    private static final String LAPSE =
            "delete from bookings.booking where id = $1 and status = 'held' and expires_at <= now()";

    /**
     * What came of a hold.
     *
     * @param id   empty when the time is taken
     * @param live how many the person held before
     */
    record Held(Optional<UUID> id, long live) {}

    Future<Held> insert(Tx tx, Draft draft, Instant expiresAt) {
        Tuple values = BookingStore.times(draft);
        Money price = draft.price();
        values.addValue(draft.customer());
        values.addValue(draft.service());
        values.addValue(draft.title());
        values.addValue(utc(draft.start()));
        values.addValue(utc(draft.end()));
        values.addValue(draft.zone().getId());
        values.addValue(draft.localStart());
        values.addValue(price == null ? null : price.minor());
        values.addValue(price == null ? null : price.currency());
        values.addValue(price == null ? null : price.digits());
        values.addValue(utc(expiresAt));
        Future<RowSet<Row>> alone = BookingStore.locked(
                tx, draft.professional(), LOCK_HOLDER, Tuple.of(draft.customer().toString()));
        Future<RowSet<Row>> live = tx.query(LIVE, Tuple.of(draft.customer()));
        Future<RowSet<Row>> made = tx.query(INSERT, values);
        return Future.join(alone, live, made)
                .map(all -> new Held(
                        made.result().size() == 0
                                ? Optional.empty()
                                : Optional.of(made.result().iterator().next().getUUID("id")),
                        live.result().iterator().next().getLong("live")));
    }

    /** Whether there was one of that person. */
    Future<Boolean> release(Tx tx, UUID id, UUID customer) {
        return tx.query(RELEASE, Tuple.of(id, customer)).map(rows -> rows.size() > 0);
    }

    /** Ends a hold that is over; without one nothing happens. */
    Future<Void> lapse(Tx tx, UUID id) {
        return tx.query(LAPSE, Tuple.of(id)).mapEmpty();
    }
}
