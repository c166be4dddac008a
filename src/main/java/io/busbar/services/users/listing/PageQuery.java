package io.busbar.services.users.listing;

import io.busbar.bus.Page;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds the SQL statement for one page of a list: filters, order and start of the page. Its text depends on which filters are set and not on
 * their values, so that each combination is prepared only once.
 */
final class PageQuery {
    /** The {@code maxCount} of a page without a total. */
    static final int NO_COUNT = 0;

    private final StringBuilder where;
    private final Tuple values = Tuple.tuple();
    private final SortKey sort;
    private final int limit;

    PageQuery(SortKey sort, @Nullable Integer limit, String baseCondition) {
        this.sort = sort;
        this.limit = limit == null ? Page.DEFAULT_LIMIT : limit;
        this.where = new StringBuilder(baseCondition);
    }

    /** Adds a condition in which {@code ?} stands for the value; adds nothing if the value is null. */
    PageQuery where(String condition, @Nullable Object value) {
        if (value != null) {
            where.append(" and ").append(condition.replace("?", parameter(value)));
        }
        return this;
    }

    /** Adds a value and returns its placeholder. */
    String parameter(Object value) {
        values.addValue(value);
        return "$" + values.size();
    }

    String conditions() {
        return where.toString();
    }

    Tuple values() {
        return values;
    }

    /**
     * Returns the statement that selects the page.
     *
     * @param from     a table, or a query in parentheses
     * @param filter   the condition for its rows
     * @param maxCount up to which number the rows are counted, or {@link #NO_COUNT}
     */
    String sql(String columns, String from, String filter, SortKey.@Nullable PageStart start, int maxCount) {
        String total = maxCount == NO_COUNT
                ? "null::bigint"
                : "(select count(*) from (select from %s where %s limit %d) as counted)"
                        .formatted(from, filter, maxCount + 1);
        String afterCondition = start == null
                ? ""
                : " and (%s, id) %s (%s, %s)"
                        .formatted(
                                sort.expression(), sort.comparison(), parameter(start.value()), parameter(start.id()));
        return "select %s, %s as sort, %s as total from %s where %s%s order by %s limit %s"
                .formatted(
                        columns,
                        sort.expression(),
                        total,
                        from,
                        filter,
                        afterCondition,
                        sort.orderBy(),
                        parameter(limit + 1));
    }

    /** Maps the rows to a page. A total above {@code maxCount} is left out. */
    <T> Page<T> read(RowSet<Row> rows, int maxCount, Function<Row, T> mapper) {
        List<T> items = new ArrayList<>(Math.min(limit, rows.size()));
        String nextCursor = null;
        Row last = null;
        for (Row row : rows) {
            if (last != null && items.size() == limit) {
                nextCursor = sort.encodeCursor(last);
                break;
            }
            items.add(mapper.apply(row));
            last = row;
        }
        return new Page<>(items, nextCursor, total(rows, maxCount));
    }

    private static @Nullable Long total(RowSet<Row> rows, int maxCount) {
        if (rows.size() == 0) {
            return maxCount == NO_COUNT ? null : Long.valueOf(0);
        }
        Long counted = rows.iterator().next().getLong("total");
        return counted == null || counted > maxCount ? null : counted;
    }
}
