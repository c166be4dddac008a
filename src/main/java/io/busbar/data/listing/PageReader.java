package io.busbar.data.listing;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Converts the rows of a {@link PageStatement} to a page.
 *
 * @param cursorOrder the list and order that the next cursor belongs to
 * @param limit       the page size; one row more shows that there is a next page
 * @param isFirstPage whether the page starts at the first item, so that no rows means an empty list
 */
record PageReader<T>(
        Function<Row, T> mapper,
        SortOrder order,
        String cursorOrder,
        boolean withTotal,
        int limit,
        boolean isFirstPage) {

    Page<T> read(RowSet<Row> rows) {
        List<T> items = new ArrayList<>(Math.min(limit, rows.size()));
        Row last = null;
        for (Row row : rows) {
            if (items.size() == limit) {
                break;
            }
            items.add(mapper.apply(row));
            last = row;
        }
        String next = last == null || rows.size() <= limit ? null : cursorAfter(last);
        return new Page<>(items, next, withTotal ? total(last) : null);
    }

    private @Nullable Long total(@Nullable Row row) {
        if (row == null) {
            return isFirstPage ? Long.valueOf(0) : null;
        }
        return row.getLong(row.size() - 1);
    }

    private String cursorAfter(Row row) {
        List<SortKey> keys = order.keys();
        int firstKey = row.size() - keys.size() - (withTotal ? 1 : 0);
        List<String> values = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            values.add(keys.get(i).type().read(row, firstKey + i));
        }
        return new Cursor(cursorOrder, values).encode();
    }
}
