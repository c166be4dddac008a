package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.Booking;
import io.busbar.bookings.BookingOperations.ListBookings;
import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bus.Cursor;
import io.busbar.bus.Page;
import io.busbar.data.Database;
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

/** The statement behind a person's list of bookings, the latest start first. */
final class BookingListStore {
    private static final LocalDate FIRST = LocalDate.of(0, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final UUID HIGHEST = new UUID(-1, -1);

    /** No zone is further from UTC. */
    private static final int FURTHEST_HOURS = 18;

    private static final String AS_CUSTOMER = as("customer");
    private static final String AS_PROFESSIONAL = as("professional");
    private static final String AS_EITHER =
            "select * from (%s union all %s) as own order by starts_at desc, id desc limit $9"
                    .formatted(AS_CUSTOMER, AS_PROFESSIONAL);

    private static final String KEPT = """
        select %s
        from bookings.booking
        where (customer = $1 or professional = $1) and status <> 'held'
        order by starts_at desc
        limit 500""".formatted(BookingRow.columns(Map.of(
            "address", "case when customer = $1 then address end",
            "notes", "case when customer = $1 then notes end",
            "reason", "case when changer = $1 then reason end",
            "review", "case when customer = $1 then review end")));

    private final Database database;

    BookingListStore(Database database) {
        this.database = database;
    }

    Future<Page<Booking>> list(UUID person, ListBookings request) {
        int limit = request.limit() == null ? Page.DEFAULT_LIMIT : request.limit();
        LocalDate from = request.from() == null ? FIRST : request.from();
        LocalDate to = request.to() == null ? LAST : request.to();
        OffsetDateTime before = LAST.atTime(OffsetDateTime.MAX.toLocalTime()).atOffset(ZoneOffset.UTC);
        UUID beforeId = HIGHEST;
        if (request.cursor() != null) {
            List<String> values = Cursor.decode(request.cursor(), 2).values();
            before = time(values.get(0));
            beforeId = uuid(values.get(1));
        }
        Status status = request.status();
        Tuple values = Tuple.of(
                person,
                before,
                beforeId,
                from.atStartOfDay(),
                to.plusDays(1).atStartOfDay(),
                from.atStartOfDay().minusHours(FURTHEST_HOURS).atOffset(ZoneOffset.UTC));
        values.addValue(to.plusDays(1).atStartOfDay().plusHours(FURTHEST_HOURS).atOffset(ZoneOffset.UTC));
        values.addValue(status == null ? null : status.wireName());
        values.addValue(limit + 1);
        return database.query(statement(request.role()), values).map(rows -> page(rows, limit));
    }

    /** The newest of a person's bookings; of those as professional without what the customer wrote. */
    Future<List<Booking>> kept(UUID person) {
        return database.query(KEPT, Tuple.of(person))
                .map(rows -> rows.stream()
                        .map(row -> BookingRow.booked(row).answer())
                        .toList());
    }

    private static String statement(@Nullable Party role) {
        if (role == null) {
            return AS_EITHER;
        }
        return role == Party.CUSTOMER ? AS_CUSTOMER : AS_PROFESSIONAL;
    }

    /** The dates are those of the professional's clock; the instants around them are for the index. */
    private static String as(String party) {
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
        Booked last = null;
        for (Row row : rows) {
            if (items.size() == limit && last != null) {
                return new Page<>(items, Cursor.of(last.start(), last.id()).encode(), null);
            }
            last = BookingRow.booked(row);
            items.add(last.answer());
        }
        return new Page<>(items, null, null);
    }

    private static OffsetDateTime time(String text) {
        try {
            OffsetDateTime time = Instant.parse(text).atOffset(ZoneOffset.UTC);
            if (time.getYear() >= FIRST.getYear() && time.getYear() <= LAST.getYear()) {
                return time;
            }
        } catch (DateTimeException e) {
            throw Cursor.unknown();
        }
        throw Cursor.unknown();
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Cursor.unknown();
        }
    }
}
