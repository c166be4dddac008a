package io.busbar.data.listing;

import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** The types of sort keys: how their values are read from a row, and from the text of a cursor. */
enum SortType {
    TEXT,
    INTEGER,
    LONG,
    DECIMAL,
    REAL,
    TIME,
    ID;

    private static final int MAX_YEAR = 9999;

    /** Returns the value of a column as text. Sort keys are never null. */
    String read(Row row, int column) {
        Object value = switch (this) {
            case TEXT -> row.getString(column);
            case INTEGER -> row.getInteger(column);
            case LONG -> row.getLong(column);
            case DECIMAL -> row.getBigDecimal(column).toPlainString();
            case REAL -> row.getFloat(column);
            case TIME -> row.getOffsetDateTime(column);
            case ID -> row.getUUID(column);
        };
        return value.toString();
    }

    /**
     * Returns the value that PostgreSQL compares with.
     *
     * @throws InvalidCursorException if the text is not a value of this type that PostgreSQL can store
     */
    Object parse(String text) {
        try {
            return switch (this) {
                case TEXT -> withoutNul(text);
                case INTEGER -> Integer.valueOf(text);
                case LONG -> Long.valueOf(text);
                case DECIMAL -> decimal(text);
                case REAL -> finite(Float.parseFloat(text));
                case TIME -> inRange(OffsetDateTime.parse(text));
                case ID -> UUID.fromString(text);
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new InvalidCursorException();
        }
    }

    private static String withoutNul(String text) {
        require(text.indexOf('\0') < 0);
        return text;
    }

    private static BigDecimal decimal(String text) {
        require(text.matches("-?[0-9]{1,15}(\\.[0-9]{1,6})?"));
        return new BigDecimal(text);
    }

    private static Float finite(float value) {
        require(Float.isFinite(value));
        return value;
    }

    private static OffsetDateTime inRange(OffsetDateTime time) {
        require(time.getYear() >= 0 && time.getYear() <= MAX_YEAR);
        return time;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new InvalidCursorException();
        }
    }
}
