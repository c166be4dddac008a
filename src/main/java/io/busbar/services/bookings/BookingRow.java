package io.busbar.services.bookings;

import io.busbar.data.RowReader;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.availability.Money;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Maps rows of the booking table to records. */
public final class BookingRow {
    public static final String COLUMNS = """
        id, status, professional, customer, service, title, starts_at, ends_at, zone, price, currency, currency_digits,
        address, notes, reason, sequence, expires_at, changed_by, changed_by_user, late, no_show, rating, review,
        review_hidden, created_at, updated_at""";

    private BookingRow() {}

    /**
     * Returns the columns with some of them replaced.
     *
     * @param replacements SQL expressions by column name
     */
    static String columns(Map<String, String> replacements) {
        return Arrays.stream(COLUMNS.split(","))
                .map(String::strip)
                .map(column -> replacements.containsKey(column) ? replacements.get(column) + " as " + column : column)
                .collect(Collectors.joining(", "));
    }

    static Optional<BookingRecord> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(toRecord(rows.iterator().next()));
    }

    /** Reads a row that starts with {@link #COLUMNS}, in their order. */
    public static BookingRecord toRecord(Row row) {
        RowReader next = new RowReader(row);
        return new BookingRecord(
                next.id(),
                Status.of(next.text()),
                next.id(),
                next.id(),
                next.id(),
                next.text(),
                next.instant(),
                next.instant(),
                next.zone(),
                readPrice(next),
                next.optionalText(),
                next.optionalText(),
                next.optionalText(),
                next.integer(),
                next.optionalInstant(),
                readParty(next),
                next.optionalId(),
                next.flag(),
                readParty(next),
                next.optionalInteger(),
                next.optionalText(),
                next.flag(),
                next.time(),
                next.time());
    }

    private static @Nullable Money readPrice(RowReader next) {
        Long minor = next.optionalLong();
        String currency = next.optionalText();
        Integer digits = next.optionalInteger();
        return minor == null || currency == null || digits == null ? null : new Money(minor, currency, digits);
    }

    private static @Nullable Party readParty(RowReader next) {
        String name = next.optionalText();
        return name == null ? null : Party.of(name);
    }
}
