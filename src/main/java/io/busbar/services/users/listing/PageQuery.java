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
 * The statement behind one page of a list: filters, order, and where the page begins. Its text depends on which filters there are and
 * not on their values, so each shape is prepared once.
 */
final class PageQuery {
    private final StringBuilder where;
    private final Tuple values = Tuple.tuple();
    private final SortKey sort;
    private final int limit;

    PageQuery(SortKey sort, @Nullable Integer limit, String baseCondition) {
        this.sort = sort;
        this.limit = limit == null ? Page.DEFAULT_LIMIT : limit;
        this.where = new StringBuilder(baseCondition);
    }

    /** Adds a condition in which {@code ?} stands for the value; without a value there is none. */
    PageQuery where(String condition, @Nullable Object value) {
        if (value != null) {
            where.append(" and ").append(condition.replace("?", parameter(value)));
        }
        return this;
    }

    /** The placeholder of a further value. */
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
     * The page of these columns.
     *
     * @param from   a table, or a query of some in brackets
     * @param filter what applies to it
     * @param maxCount   up to which number the rows are counted; 0 to count none
     */
    String sql(String columns, String from, String filter, SortKey.@Nullable PageStart start, int maxCount) {
        String total = maxCount == 0
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

    /** What the statement gave; a total above {@code most} is not told. */
    <T> Page<T> read(RowSet<Row> rows, int maxCount, Function<Row, T> mapper) {
        List<T> items = new ArrayList<>(Math.min(limit, rows.size()));
        Long total = maxCount == 0 || rows.size() > 0 ? null : Long.valueOf(0);
        String next = null;
        Row last = null;
        for (Row row : rows) {
            if (last == null) {
                Long counted = row.getLong("total");
                total = counted == null || counted > maxCount ? null : counted;
            }
            if (last != null && items.size() == limit) {
                next = sort.encodeCursor(last);
                break;
            }
            items.add(mapper.apply(row));
            last = row;
        }
        return new Page<>(items, next, total);
    }
}
