package io.busbar.data;

import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The texts of the statements on a {@link Table}. Each one is made when it is first needed. */
final class TableSql {
    private final String table;
    private final String selectList;
    private final @Nullable String updateTimestamp;
    private final Map<Class<? extends Record>, RowValues<?>> valuesByType = new ConcurrentHashMap<>();
    private final Map<Shape, String> texts = new ConcurrentHashMap<>();

    /** The types of statements. */
    enum StatementType {
        SELECT,
        INSERT,
        UPDATE,
        UPDATE_RETURNING_OLD,
        DELETE
    }

    /**
     * The parts of a statement that determine its text.
     *
     * @param request the type of the request; null if there is only an ID
     * @param columns the columns that are written besides those of the request
     */
    private record Shape(
            StatementType type,
            @Nullable Class<? extends Record> request,
            List<String> columns,
            List<String> conditions) {}

    TableSql(String table, String selectList, @Nullable String updateTimestamp) {
        this.table = table;
        this.selectList = selectList;
        this.updateTimestamp = updateTimestamp;
    }

    @Nullable
    String updateTimestamp() {
        return updateTimestamp;
    }

    /**
     * Returns the text of a statement. Its parameters are the values of the request or the ID, then those of the further columns, then
     * those of the conditions.
     */
    String text(
            StatementType type,
            @Nullable Class<? extends Record> request,
            List<String> columns,
            List<String> conditions) {
        return texts.computeIfAbsent(new Shape(type, request, columns, conditions), this::create);
    }

    /** Returns the values of a request. */
    Tuple values(Record request) {
        return valuesOf(values(request.getClass()), request);
    }

    @SuppressWarnings("unchecked") // the values are those of the request's type
    private static <T extends Record> Tuple valuesOf(RowValues<T> values, Record request) {
        return values.of((T) request);
    }

    private RowValues<?> values(Class<? extends Record> type) {
        return valuesByType.computeIfAbsent(type, RowValues::of);
    }

    private String create(Shape shape) {
        return switch (shape.type()) {
            case SELECT -> "select %s from %s%s".formatted(selectList, table, where(shape, 2));
            case DELETE -> "delete from %s%s returning %s".formatted(table, where(shape, 2), selectList);
            case INSERT -> insert(shape, requestValues(shape));
            case UPDATE -> "%s returning %s".formatted(update(shape, requestValues(shape)), selectList);
            case UPDATE_RETURNING_OLD -> returningOld(update(shape, requestValues(shape)));
        };
    }

    /** Returns a statement that returns two rows: the old one and the new one. */
    private String returningOld(String update) {
        return """
            with updated as (%s returning old as old_row, new as new_row)
            select %s from updated cross join lateral unnest(array[old_row, new_row]) with ordinality as %s
            order by ordinality""".formatted(update, selectList, table.substring(table.lastIndexOf('.') + 1));
    }

    private RowValues<?> requestValues(Shape shape) {
        Class<? extends Record> request = shape.request();
        if (request == null) {
            throw new IllegalArgumentException(shape.type() + " needs a request");
        }
        return values(request);
    }

    private String insert(Shape shape, RowValues<?> values) {
        String columns = Stream.concat(Stream.of(values.columns()), shape.columns().stream())
                .collect(Collectors.joining(", "));
        String parameters = parameters(values.count() + shape.columns().size());
        return "insert into %s (%s) values (%s) returning %s".formatted(table, columns, parameters, selectList);
    }

    private String update(Shape shape, RowValues<?> values) {
        if (!values.startsWith("id")) {
            throw new IllegalArgumentException("The first component of " + shape.request() + " is not the ID");
        }
        int first = values.count() + 1;
        Stream<String> written = IntStream.range(0, shape.columns().size())
                .mapToObj(index -> shape.columns().get(index) + " = $" + (first + index));
        Stream<String> timestamp = Stream.ofNullable(updateTimestamp).map(column -> column + " = now()");
        String changes = Stream.of(Stream.of(values.changes()), written, timestamp)
                .flatMap(part -> part)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        return "update %s set %s%s"
                .formatted(table, changes, where(shape, first + shape.columns().size()));
    }

    /** Returns the condition on the ID, which is the first parameter, and the other conditions. */
    private static String where(Shape shape, int firstParameter) {
        StringBuilder where = new StringBuilder(" where id = $1");
        int parameter = firstParameter;
        for (String condition : shape.conditions()) {
            where.append(" and (")
                    .append(condition.replace("?", "$" + parameter))
                    .append(')');
            parameter += condition.contains("?") ? 1 : 0;
        }
        return where.toString();
    }

    private static String parameters(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(number -> "$" + number).collect(Collectors.joining(", "));
    }
}
