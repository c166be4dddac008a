package io.busbar.services.users.listing;

import io.busbar.bus.Cursor;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sort order of a list.
 *
 * @param name       name of the order; cursors contain it, so that a cursor of another order is rejected
 * @param expression SQL expression, identical to the one in the index that serves the order
 * @param type       type of the expression
 * @param descending whether the highest value comes first
 */
record SortKey(String name, String expression, SortType type, boolean descending) {

    /** The types of sort expressions. */
    enum SortType {
        TEXT,
        INTEGER,
        DECIMAL,
        REAL,
        TIME
    }

    /** The last row before a page. */
    record PageStart(Object value, UUID id) {}

    static SortKey ascending(String name, String expression, SortType type) {
        return new SortKey(name, expression, type, false);
    }

    static SortKey descending(String name, String expression, SortType type) {
        return new SortKey(name, expression, type, true);
    }

    String orderBy() {
        String direction = descending ? " desc" : "";
        return expression + direction + ", id" + direction;
    }

    String comparison() {
        return descending ? "<" : ">";
    }

    /** Returns the cursor after a row, which must have the columns {@code sort} and {@code id}. */
    String encodeCursor(Row last) {
        Object value = switch (type) {
            case TEXT -> last.getString("sort");
            case INTEGER -> last.getInteger("sort");
            case DECIMAL -> last.getBigDecimal("sort").toPlainString();
            case REAL -> last.getFloat("sort");
            case TIME -> last.getOffsetDateTime("sort");
        };
        return Cursor.of(name, value, last.getUUID("id")).encode();
    }

    @Nullable
    PageStart decodeCursor(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        Cursor decoded = Cursor.decode(cursor, 3);
        if (!decoded.values().get(0).equals(name)) {
            throw Cursor.invalidCursor();
        }
        try {
            return new PageStart(
                    value(decoded.values().get(1)),
                    UUID.fromString(decoded.values().get(2)));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Cursor.invalidCursor();
        }
    }

    private Object value(String text) {
        return switch (type) {
            case TEXT -> text;
            case INTEGER -> Integer.valueOf(text);
            case DECIMAL -> decimal(text);
            case REAL -> real(text);
            case TIME -> OffsetDateTime.parse(text);
        };
    }

    private static BigDecimal decimal(String text) {
        if (!text.matches("-?[0-9]{1,15}(\\.[0-9]{1,6})?")) {
            throw Cursor.invalidCursor();
        }
        return new BigDecimal(text);
    }

    private static Float real(String text) {
        float value = Float.parseFloat(text);
        if (!Float.isFinite(value)) {
            throw Cursor.invalidCursor();
        }
        return value;
    }
}
