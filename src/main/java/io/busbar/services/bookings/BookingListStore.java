package io.busbar.services.bookings;

import static io.busbar.data.listing.SortKey.id;
import static io.busbar.data.listing.SortKey.time;
import static io.busbar.data.listing.SortOrder.descending;

import io.busbar.data.Database;
import io.busbar.data.WireNames;
import io.busbar.data.listing.Listing;
import io.busbar.data.listing.ListingQuery;
import io.busbar.data.listing.Page;
import io.busbar.services.bookings.BookingOperations.Booking;
import io.busbar.services.bookings.BookingOperations.ListBookings;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists a user's bookings, latest start first. */
final class BookingListStore {
    /** The largest offset of any time zone. */
    private static final int MAX_OFFSET_HOURS = 18;

    private static final Listing<Booking> BOOKINGS = Listing.named("bookings.bookings")
            .columns(BookingRecord.ROW.columns())
            .from("bookings.booking")
            .always("status <> 'held'")
            .order(descending("latest", time("starts_at"), id("id")))
            .rows(row -> BookingRecord.ROW.map(row).toBooking());

    private static final String EXPORT = """
        select %s
        from bookings.booking
        where (customer = $1 or professional = $1) and status <> 'held'
        order by starts_at desc
        limit 500""".formatted(BookingRecord.ROW
            .select("address", "case when customer = $1 then address end")
            .select("notes", "case when customer = $1 then notes end")
            .select("reason", "case when changed_by_user = $1 then reason end")
            .select("review", "case when customer = $1 then review end")
            .columns());

    private final Database database;

    BookingListStore(Database database) {
        this.database = database;
    }

    Future<Page<Booking>> list(UUID user, ListBookings request) {
        Status status = request.status();
        ListingQuery<Booking> query = ofParty(user, request.role()).where("status = ?", WireNames.nameOrNull(status));
        if (request.from() != null) {
            startsFrom(query, request.from().atStartOfDay());
        }
        if (request.to() != null) {
            startsBefore(query, request.to().plusDays(1).atStartOfDay());
        }
        return query.page(database, request.page());
    }

    private static ListingQuery<Booking> ofParty(UUID user, @Nullable Party role) {
        ListingQuery<Booking> query = BOOKINGS.query();
        if (role == null) {
            return query.whereEither("customer = ?", "professional = ?", user);
        }
        return query.where(role == Party.CUSTOMER ? "customer = ?" : "professional = ?", user);
    }

    /** The times are local to the professional; the instants around them let the index be used. */
    private static void startsFrom(ListingQuery<Booking> query, LocalDateTime local) {
        query.where("local_start >= ?", local)
                .where("starts_at >= ?", local.minusHours(MAX_OFFSET_HOURS).atOffset(ZoneOffset.UTC));
    }

    private static void startsBefore(ListingQuery<Booking> query, LocalDateTime local) {
        query.where("local_start < ?", local)
                .where("starts_at < ?", local.plusHours(MAX_OFFSET_HOURS).atOffset(ZoneOffset.UTC));
    }

    /** Returns the user's newest bookings without the texts that other users wrote. */
    Future<List<Booking>> listForExport(UUID user) {
        return database.query(EXPORT, Tuple.of(user))
                .map(rows -> rows.stream()
                        .map(row -> BookingRecord.ROW.map(row).toBooking())
                        .toList());
    }
}
