package io.busbar.data;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Maps rows to records by the names of the components: {@code createdAt} is read from the column {@code created_at}. The mapper provides
 * the select list, and reads a row that starts with it by position, because a lookup by name searches all names for each column.
 *
 * <pre>{@code
 * RowMapper<Service> SERVICE = RowMapper.of(Service.class);
 * String BY_ID = "select %s from catalog.service where id = $1".formatted(SERVICE.columns());
 * database.query(BY_ID, Tuple.of(id)).map(rows -> SERVICE.one(rows, "service"));
 * }</pre>
 *
 * <p>A component is a text, number, UUID, time, date, zone, enum (by its {@link WireNames}), JSON object, bytes, list of texts or IDs, or a record
 * of such components, which is read from columns of its own and is null if the first of them is. A column without a value is null; the
 * columns of primitive components need a value.
 */
public final class RowMapper<T extends Record> {
    private final RecordReader<T> reader;

    /** An SQL expression for each column of the reader. */
    private final List<String> expressions;

    private RowMapper(RecordReader<T> reader, List<String> expressions) {
        this.reader = reader;
        this.expressions = expressions;
    }

    /**
     * Returns the mapper of a record.
     *
     * @throws IllegalArgumentException if a component has another type
     */
    public static <T extends Record> RowMapper<T> of(Class<T> type) {
        RecordReader<T> reader = RecordReader.of(type);
        return new RowMapper<>(
                reader, reader.columns().stream().map(RecordReader.Column::name).toList());
    }

    /**
     * Returns a mapper that reads a component from another column or an SQL expression.
     *
     * @param component the component's name; {@code price.currency} for one in a record
     */
    public RowMapper<T> select(String component, String expression) {
        List<String> paths =
                reader.columns().stream().map(RecordReader.Column::path).toList();
        if (!paths.contains(component)) {
            throw new IllegalArgumentException("There is no component " + component + " in " + paths);
        }
        List<String> changed = new ArrayList<>(expressions);
        changed.set(paths.indexOf(component), expression);
        return new RowMapper<>(reader, List.copyOf(changed));
    }

    /** Returns the select list: {@code id, title, created_at}. */
    public String columns() {
        return String.join(", ", expressions);
    }

    /** Returns the select list with the columns of a table, if no component is read from an expression: {@code new.id, new.title}. */
    public String columns(String table) {
        return String.join(
                ", ", expressions.stream().map(column -> table + "." + column).toList());
    }

    /** Reads a row that starts with the columns; others may follow. */
    public T map(Row row) {
        return reader.read(row, 0);
    }

    /** Reads the first row, if there is one. */
    public Optional<T> first(RowSet<Row> rows) {
        return Rows.first(rows).map(this::map);
    }

    /**
     * Reads the first row.
     *
     * @param noun the name of the object in the message: {@code There is no such service}
     * @throws DataException {@link DataException.Reason#ROW_NOT_FOUND} if there is none
     */
    public T one(RowSet<Row> rows, String noun) {
        return map(Rows.one(rows, noun));
    }

    /** Reads all rows, each of which has another key. */
    public <K> Map<K, T> byKey(RowSet<Row> rows, Function<T, K> key) {
        return all(rows).stream().collect(Collectors.toMap(key, Function.identity()));
    }

    /** Reads all rows in their order. */
    public List<T> all(RowSet<Row> rows) {
        List<T> records = new ArrayList<>(rows.size());
        rows.forEach(row -> records.add(map(row)));
        return records;
    }
}
