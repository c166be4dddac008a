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
     * Returns the select list of {@link #COLUMNS}, with an SQL expression in place of some columns.
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
        RowReader reader = new RowReader(row);
        return new BookingRecord(
                reader.id(),
                Status.of(reader.text()),
                reader.id(),
                reader.id(),
                reader.id(),
                reader.text(),
                reader.instant(),
                reader.instant(),
                reader.zone(),
                readPrice(reader),
                reader.optionalText(),
                reader.optionalText(),
                reader.optionalText(),
                reader.integer(),
                reader.optionalInstant(),
                readParty(reader), // changed_by
                reader.optionalId(),
                reader.flag(),
                readParty(reader), // no_show
                reader.optionalInteger(),
                reader.optionalText(),
                reader.flag(),
                reader.time(),
                reader.time());
    }

    private static @Nullable Money readPrice(RowReader reader) {
        Long minor = reader.optionalLong();
        String currency = reader.optionalText();
        Integer digits = reader.optionalInteger();
        return minor == null || currency == null || digits == null ? null : new Money(minor, currency, digits);
    }

    private static @Nullable Party readParty(RowReader reader) {
        String name = reader.optionalText();
        return name == null ? null : Party.of(name);
    }
}
