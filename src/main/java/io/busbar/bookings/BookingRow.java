package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.Status;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of the booking table as a record. */
final class BookingRow {
    static final String COLUMNS = """
        id, status, professional, customer, service, title, starts_at, ends_at, zone, price, currency, currency_digits,
        address, notes, reason, sequence, expires_at, changed_by, changer, late, no_show, rating, review,
        review_hidden, created_at, updated_at""";

    private BookingRow() {}

    static Optional<Booked> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(booked(rows.iterator().next()));
    }

    static Booked booked(Row row) {
        return new Booked(
                row.getUUID("id"),
                Status.of(row.getString("status")),
                row.getUUID("professional"),
                row.getUUID("customer"),
                row.getUUID("service"),
                row.getString("title"),
                row.getOffsetDateTime("starts_at").toInstant(),
                row.getOffsetDateTime("ends_at").toInstant(),
                ZoneId.of(row.getString("zone")),
                price(row),
                row.getString("address"),
                row.getString("notes"),
                row.getString("reason"),
                row.getInteger("sequence"),
                instant(row, "expires_at"),
                party(row, "changed_by"),
                row.getUUID("changer"),
                row.getBoolean("late"),
                party(row, "no_show"),
                row.getInteger("rating"),
                row.getString("review"),
                row.getBoolean("review_hidden"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"));
    }

    private static @Nullable Money price(Row row) {
        Long minor = row.getLong("price");
        return minor == null ? null : new Money(minor, row.getString("currency"), row.getInteger("currency_digits"));
    }

    static @Nullable Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Party party(Row row, String column) {
        String name = row.getString(column);
        return name == null ? null : Party.of(name);
    }
}
