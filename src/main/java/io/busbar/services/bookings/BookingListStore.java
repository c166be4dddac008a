package io.busbar.services.bookings;

import io.busbar.bus.Cursor;
import io.busbar.bus.Page;
import io.busbar.data.Database;
import io.busbar.services.bookings.BookingOperations.Booking;
import io.busbar.services.bookings.BookingOperations.ListBookings;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists a user's bookings, latest start first. */
final class BookingListStore {
    private static final LocalDate MIN_DATE = LocalDate.of(0, 1, 1);
    private static final LocalDate MAX_DATE = LocalDate.of(9999, 12, 31);
    private static final UUID MAX_ID = new UUID(-1, -1);

    /** The largest offset of any time zone. */
    private static final int MAX_OFFSET_HOURS = 18;

    private static final String AS_CUSTOMER = listAs("customer");
    private static final String AS_PROFESSIONAL = listAs("professional");
    private static final String AS_EITHER =
            "select * from (%s union all %s) as own order by starts_at desc, id desc limit $9"
                    .formatted(AS_CUSTOMER, AS_PROFESSIONAL);

    private static final String EXPORT = """
        select %s
        from bookings.booking
        where (customer = $1 or professional = $1) and status <> 'held'
        order by starts_at desc
        limit 500""".formatted(BookingRow.columns(Map.of(
            "address", "case when customer = $1 then address end",
            "notes", "case when customer = $1 then notes end",
            "reason", "case when changed_by_user = $1 then reason end",
            "review", "case when customer = $1 then review end")));

    private final Database database;

    BookingListStore(Database database) {
        this.database = database;
    }

    Future<Page<Booking>> list(UUID user, ListBookings request) {
        int limit = request.limit() == null ? Page.DEFAULT_LIMIT : request.limit();
        LocalDate from = request.from() == null ? MIN_DATE : request.from();
        LocalDate to = request.to() == null ? MAX_DATE : request.to();
        OffsetDateTime before =
                MAX_DATE.atTime(OffsetDateTime.MAX.toLocalTime()).atOffset(ZoneOffset.UTC);
        UUID beforeId = MAX_ID;
        if (request.cursor() != null) {
            List<String> values = Cursor.decode(request.cursor(), 2).values();
            before = time(values.get(0));
            beforeId = uuid(values.get(1));
        }
        Status status = request.status();
        Tuple values = Tuple.of(
                user,
                before,
                beforeId,
                from.atStartOfDay(),
                to.plusDays(1).atStartOfDay(),
                from.atStartOfDay().minusHours(MAX_OFFSET_HOURS).atOffset(ZoneOffset.UTC));
        values.addValue(
                to.plusDays(1).atStartOfDay().plusHours(MAX_OFFSET_HOURS).atOffset(ZoneOffset.UTC));
        values.addValue(status == null ? null : status.wireName());
        values.addValue(limit + 1);
        return database.query(statement(request.role()), values).map(rows -> page(rows, limit));
    }

    /** Returns the user's newest bookings without the texts that other users wrote. */
    Future<List<Booking>> listForExport(UUID user) {
        return database.query(EXPORT, Tuple.of(user))
                .map(rows -> rows.stream()
                        .map(row -> BookingRow.toRecord(row).toBooking())
                        .toList());
    }

    private static String statement(@Nullable Party role) {
        if (role == null) {
            return AS_EITHER;
        }
        return role == Party.CUSTOMER ? AS_CUSTOMER : AS_PROFESSIONAL;
    }

    /**
     * Returns the query for one role. The dates are local to the professional; the ranges of instants around them let the index be
     * used.
     */
    private static String listAs(String party) {
        return """
            (select %s from bookings.booking
             where %s = $1 and status <> 'held' and (starts_at, id) < ($2::timestamptz, $3::uuid)
               and local_start >= $4::timestamp and local_start < $5::timestamp
               and starts_at >= $6::timestamptz and starts_at < $7::timestamptz
               and ($8::text is null or status = $8)
             order by starts_at desc, id desc
             limit $9::int)""".formatted(BookingRow.COLUMNS, party);
    }

    private static Page<Booking> page(RowSet<Row> rows, int limit) {
        List<Booking> items = new ArrayList<>();
        BookingRecord last = null;
        for (Row row : rows) {
            if (items.size() == limit && last != null) {
                return new Page<>(items, Cursor.of(last.start(), last.id()).encode(), null);
            }
            last = BookingRow.toRecord(row);
            items.add(last.toBooking());
        }
        return new Page<>(items, null, null);
    }

    private static OffsetDateTime time(String text) {
        try {
            OffsetDateTime time = Instant.parse(text).atOffset(ZoneOffset.UTC);
            if (time.getYear() >= MIN_DATE.getYear() && time.getYear() <= MAX_DATE.getYear()) {
                return time;
            }
        } catch (DateTimeException e) {
            throw Cursor.invalidCursor();
        }
        throw Cursor.invalidCursor();
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Cursor.invalidCursor();
        }
    }
}
