package io.busbar.services.bookings;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.data.Database;
import io.busbar.data.RowMapper;
import io.busbar.data.WireNames;
import io.busbar.services.bookings.BookingOperations.BookingSummary;
import io.busbar.services.bookings.BookingOperations.CompletedBookings;
import io.busbar.services.bookings.BookingOperations.ListCompletedBookings;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingReviewOperations.BookingReview;
import io.busbar.services.bookings.availability.BookingDraft;
import io.busbar.services.bookings.availability.Money;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores bookings. The constraint {@code booking_overlap} prevents overlapping bookings. Every
 * transaction that takes time of a professional locks the professional first, because concurrent inserts would otherwise deadlock on
 * the constraint.
 */
final class BookingStore {
    private static final String COLUMNS = BookingRecord.ROW.columns();

    static final String LOCK_PROFESSIONAL =
            "select pg_advisory_xact_lock(hashtextextended('bookings/' || $1::text, 4))";

    /** Always taken after the professional's lock, so that two transactions cannot deadlock. */
    private static final String LOCK_CUSTOMER =
            "select pg_advisory_xact_lock(hashtextextended('requests/' || $1::text, 4))";

    /**
     * Deletes holds of the same time that have expired and are not deleted by their timer yet. The statements that follow compare the
     * number of deleted holds with 0, which is always true and only makes PostgreSQL delete them before it writes the booking.
     */
    static final String DELETE_EXPIRED_HOLDS = """
        with expired_holds as (
          delete from bookings.booking
          where professional = $1 and blocked && tstzrange($2, $3) and status = 'held' and expires_at <= now()
          returning id)""";

    private static final String INSERT = DELETE_EXPIRED_HOLDS + """

        insert into bookings.booking (professional, blocked, status, customer, service, title, starts_at, ends_at, zone, local_start,
            price, currency, currency_digits, address, notes, expires_at, changed_by, changed_by_user)
        select $1, tstzrange($2, $3), 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
            nullif($14, ''), nullif($15, ''), $16, 'customer', $4
        where (select count(*) from expired_holds) >= 0 and ($17::int = 0 or (%s) < $17)
        on conflict do nothing
        returning %s""".formatted(countOpenRequests("$4"), COLUMNS);

    private static final String CONVERT_HOLD = """
        update bookings.booking
        set status = 'pending', address = nullif($6, ''), notes = nullif($7, ''), expires_at = $8,
            changed_by = 'customer', changed_by_user = $2, created_at = now(), updated_at = now()
        where id = $1 and customer = $2 and professional = $3 and service = $4 and starts_at = $5
          and status = 'held' and expires_at > now() and ($9::int = 0 or (%s) < $9)
        returning %s""".formatted(countOpenRequests("$2"), COLUMNS);

    private static final String COUNT_OPEN_REQUESTS = countOpenRequests("$1");

    private static final String READ =
            "select %s from bookings.booking where id = $1 and status <> 'held'".formatted(COLUMNS);

    private static final String READ_FOR_UPDATE = READ + " for update";

    private static final String CHANGE_STATUS = """
        update bookings.booking
        set status = $2, changed_by = $3, changed_by_user = $4, reason = nullif($5, ''), late = $6, no_show = $7, expires_at = null,
            sequence = sequence + case when $2 in ('cancelled', 'rejected') then 1 else 0 end, updated_at = now()
        where id = $1
        returning %s""".formatted(COLUMNS);

    /** Checks for overlaps itself, because an update cannot skip a row that violates the constraint as an insert can. */
    private static final String RESCHEDULE = DELETE_EXPIRED_HOLDS + """

        update bookings.booking b
        set blocked = tstzrange($2, $3), starts_at = $5, ends_at = $6, zone = $7, local_start = $8, status = $9, expires_at = $10,
            changed_by = $11, changed_by_user = $12, reason = null, sequence = sequence + 1, updated_at = now()
        where id = $4 and (select count(*) from expired_holds) >= 0
          and not exists (
            select from bookings.booking o
            where o.professional = $1 and o.blocked && tstzrange($2, $3) and o.status in ('held', 'pending', 'confirmed')
              and o.id <> $4 and (o.status <> 'held' or o.expires_at > now()))
        returning %s""".formatted(COLUMNS);

    private static final String ERASE_TEXTS = """
        update bookings.booking
        set address = case when customer = $1 then null else address end,
            notes = case when customer = $1 then null else notes end,
            reason = case when customer = $1 or changed_by_user = $1 then null else reason end,
            review = null, rating = case when professional = $1 then null else rating end
        where (customer = $1 or professional = $1 and (changed_by_user = $1 or rating is not null)) and status <> 'held'""";

    private static final String UPDATE_REVIEW =
            "update bookings.booking set rating = $2, review = $3, review_hidden = $4 where id = $1";

    private static final RowMapper<BookingSummary> SUMMARY =
            RowMapper.of(BookingSummary.class).select("booking", "id");

    private static final String READ_SUMMARY = """
        select %s from bookings.booking
        where id = $3 and customer = $1 and professional = $2 and status <> 'held'""".formatted(SUMMARY.columns());

    private static final String LIST_COMPLETED = """
        select %s from bookings.booking
        where customer = $1 and professional = $2 and status = 'completed'
        order by starts_at desc, id desc
        limit 200""".formatted(SUMMARY.columns());

    private static final String DELETE_HOLDS =
            "delete from bookings.booking where (customer = $1 or professional = $1) and status = 'held'";

    private static final String CANCEL_OPEN = """
        update bookings.booking
        set status = 'cancelled', changed_by = 'system', changed_by_user = null, expires_at = null, sequence = sequence + 1, updated_at = now()
        where (customer = $1 or professional = $1) and status in ('pending', 'confirmed')
        returning %s""".formatted(COLUMNS);

    private final Database database;

    BookingStore(Database database) {
        this.database = database;
    }

    /**
     * Inserts a pending booking. Returns empty if the time is taken, or if the customer has {@code maxOpenRequests} open requests; 0
     * means no limit.
     */
    Future<Optional<BookingRecord>> insert(
            Tx tx,
            BookingDraft bookingDraft,
            @Nullable String address,
            @Nullable String notes,
            Instant answerBy,
            int maxOpenRequests) {
        Tuple values = draftValues(bookingDraft);
        values.addValue(address);
        values.addValue(notes);
        values.addValue(utc(answerBy));
        values.addValue(maxOpenRequests);
        Future<RowSet<Row>> lock =
                tx.query(LOCK_PROFESSIONAL, Tuple.of(bookingDraft.professional().toString()));
        Future<Optional<BookingRecord>> inserted =
                queryWithRequestLimit(tx, bookingDraft.customer(), maxOpenRequests, INSERT, values);
        return lock.compose(locked -> inserted);
    }

    /**
     * Turns a hold into a pending booking. Returns empty if the hold has expired, belongs to another customer or is for another time
     * or service, or if the customer has {@code maxOpenRequests} open requests; 0 means no limit.
     */
    Future<Optional<BookingRecord>> convertHold(
            Tx tx,
            UUID hold,
            BookingDraft bookingDraft,
            @Nullable String address,
            @Nullable String notes,
            Instant answerBy,
            int maxOpenRequests) {
        Tuple values = Tuple.of(
                hold,
                bookingDraft.customer(),
                bookingDraft.professional(),
                bookingDraft.service(),
                utc(bookingDraft.start()));
        values.addValue(address);
        values.addValue(notes);
        values.addValue(utc(answerBy));
        values.addValue(maxOpenRequests);
        return queryWithRequestLimit(tx, bookingDraft.customer(), maxOpenRequests, CONVERT_HOLD, values);
    }

    /** Returns the number of the customer's unanswered requests. */
    Future<Long> countOpenRequests(Tx tx, UUID customer) {
        return tx.query(COUNT_OPEN_REQUESTS, Tuple.of(customer))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static String countOpenRequests(String customer) {
        return "select count(*) from bookings.booking where customer = %s and status = 'pending' and expires_at > now()"
                .formatted(customer);
    }

    /** Locks the customer if requests are limited, so that concurrent requests of one customer count each other. */
    private static Future<Optional<BookingRecord>> queryWithRequestLimit(
            Tx tx, UUID customer, int maxOpenRequests, String sql, Tuple values) {
        Future<?> lock = maxOpenRequests == 0
                ? Future.succeededFuture()
                : tx.query(LOCK_CUSTOMER, Tuple.of(customer.toString()));
        Future<RowSet<Row>> rows = tx.query(sql, values);
        return lock.compose(locked -> rows).map(BookingRecord.ROW::first);
    }

    Future<Optional<BookingRecord>> read(UUID id) {
        return database.query(READ, Tuple.of(id)).map(BookingRecord.ROW::first);
    }

    /** Returns the booking and locks its row until the transaction ends. Fails with NOT_FOUND if there is none. */
    Future<BookingRecord> readForUpdate(Tx tx, UUID id) {
        return tx.query(READ_FOR_UPDATE, Tuple.of(id)).map(rows -> BookingRecord.ROW.one(rows, "booking"));
    }

    /** Returns the booking and locks its row, after it has locked the professional as every change of time does. */
    Future<BookingRecord> readForUpdate(Tx tx, UUID id, UUID professional) {
        return queryLocked(tx, professional, READ_FOR_UPDATE, Tuple.of(id))
                .map(rows -> BookingRecord.ROW.one(rows, "booking"));
    }

    /**
     * Changes the status of a booking that this transaction has locked.
     *
     * @param late whether the change is a late cancellation
     */
    Future<BookingRecord> changeStatus(Tx tx, UUID id, StatusChange change, boolean late) {
        Party noShow = change.noShow();
        Tuple values = Tuple.of(
                id,
                WireNames.nameOf(change.to()),
                WireNames.nameOf(change.party()),
                change.changedByUser(),
                change.reason(),
                late);
        values.addValue(WireNames.nameOrNull(noShow));
        return tx.query(CHANGE_STATUS, values).map(rows -> BookingRecord.ROW.one(rows, "booking"));
    }

    /** Moves a booking that this transaction has locked. Returns empty if the new time is taken. */
    Future<Optional<BookingRecord>> reschedule(Tx tx, UUID id, TimeChange change) {
        BookingDraft to = change.to();
        Instant answerBy = change.answerBy();
        Tuple values = blockedTimeValues(to);
        values.addValue(id);
        values.addValue(utc(to.start()));
        values.addValue(utc(to.end()));
        values.addValue(to.zone().getId());
        values.addValue(to.localStart());
        values.addValue(WireNames.nameOf(change.status()));
        values.addValue(answerBy == null ? null : utc(answerBy));
        values.addValue(WireNames.nameOf(change.party()));
        values.addValue(change.changedByUser());
        return tx.query(RESCHEDULE, values).map(BookingRecord.ROW::first);
    }

    /** Clears the texts and reviews that a user wrote, and the ratings that they received. */
    Future<Void> eraseTexts(Tx tx, UUID user) {
        return tx.query(ERASE_TEXTS, Tuple.of(user)).mapEmpty();
    }

    /** Deletes a user's holds and cancels their open bookings. Returns the cancelled bookings. */
    Future<List<BookingRecord>> cancelOpen(Tx tx, UUID user) {
        Future<RowSet<Row>> deletedHolds = tx.query(DELETE_HOLDS, Tuple.of(user));
        Future<RowSet<Row>> cancelled = tx.query(CANCEL_OPEN, Tuple.of(user));
        return deletedHolds.compose(ignored -> cancelled).map(BookingRecord.ROW::all);
    }

    /** Updates the booking's copy of its review. */
    Future<Void> updateReview(Tx tx, UUID id, BookingReview review) {
        return tx.query(UPDATE_REVIEW, Tuple.of(id, review.rating(), review.comment(), review.hidden()))
                .mapEmpty();
    }

    Future<CompletedBookings> listCompleted(ListCompletedBookings request) {
        UUID bookingId = request.booking();
        Tuple values = Tuple.of(request.customer(), request.professional());
        return database.query(
                        bookingId == null ? LIST_COMPLETED : READ_SUMMARY,
                        bookingId == null ? values : values.addValue(bookingId))
                .map(rows -> new CompletedBookings(SUMMARY.all(rows)));
    }

    static Failure noSuchBooking() {
        return Failure.noSuch("booking");
    }

    /**
     * Takes the professional's lock and runs the statement in one round trip. The statement sees everything committed before the lock
     * was acquired.
     */
    static Future<RowSet<Row>> queryLocked(Tx tx, UUID professional, String sql, Tuple values) {
        Future<RowSet<Row>> lock = tx.query(LOCK_PROFESSIONAL, Tuple.of(professional.toString()));
        Future<RowSet<Row>> rows = tx.query(sql, values);
        return lock.compose(locked -> rows);
    }

    /** Returns the values of a draft, the first parameters of the statements that insert a booking or a hold. */
    static Tuple draftValues(BookingDraft bookingDraft) {
        Money price = bookingDraft.price();
        return blockedTimeValues(bookingDraft)
                .addValue(bookingDraft.customer())
                .addValue(bookingDraft.service())
                .addValue(bookingDraft.title())
                .addValue(utc(bookingDraft.start()))
                .addValue(utc(bookingDraft.end()))
                .addValue(bookingDraft.zone().getId())
                .addValue(bookingDraft.localStart())
                .addValue(price == null ? null : price.minorUnits())
                .addValue(price == null ? null : price.currency())
                .addValue(price == null ? null : price.fractionDigits());
    }

    /** Returns the professional and the blocked time, the first parameters of every statement that takes time. */
    static Tuple blockedTimeValues(BookingDraft bookingDraft) {
        return Tuple.of(bookingDraft.professional(), utc(bookingDraft.blockedFrom()), utc(bookingDraft.blockedTo()));
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
