package io.busbar.data;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes records to rows by the names of the components, as {@link RowMapper} reads them. The values of a record are the parameters of a
 * statement in the order of the components.
 *
 * <pre>{@code
 * RowValues<CreateService> NEW = RowValues.of(CreateService.class);
 * String INSERT = "insert into catalog.service (%s) select %s".formatted(NEW.columns(), NEW.parameters());
 * tx.query(INSERT, NEW.of(request));
 * }</pre>
 *
 * <p>A component is a text, number, UUID, time, date, zone, enum (by its {@link WireNames}), JSON object, or list of texts or IDs.
 */
public final class RowValues<T extends Record> {
    private final List<ColumnWriter> writers;

    private RowValues(List<ColumnWriter> writers) {
        this.writers = writers;
    }

    /**
     * Returns the values of a record.
     *
     * @throws IllegalArgumentException if a component has another type
     */
    public static <T extends Record> RowValues<T> of(Class<T> type) {
        return new RowValues<>(ColumnWriter.ofComponents(type));
    }

    /** Returns the columns: {@code title, description}. */
    public String columns() {
        return join(index -> writers.get(index).column());
    }

    /** Returns the parameters: {@code $1, $2}. */
    public String parameters() {
        return join(index -> "$" + (index + 1));
    }

    /**
     * Returns rows of the parameters, each of which is an array with a value of every row: {@code unnest($1::text[], $2::text[])}.
     *
     * @throws IllegalStateException if a component is a list, because PostgreSQL would take its items for rows
     */
    public String unnest() {
        if (writers.stream().anyMatch(writer -> writer.sqlType().endsWith("[]"))) {
            throw new IllegalStateException("Rows with a list can't be unnested: " + columns());
        }
        return "unnest("
                + join(index ->
                        "$%d::%s[]".formatted(index + 1, writers.get(index).sqlType())) + ")";
    }

    /**
     * Returns what an update sets, for a record that starts with an ID and whose other components are null if they stay as they are:
     * {@code title = coalesce($2, title)}.
     */
    public String changes() {
        return IntStream.range(1, writers.size())
                .mapToObj(index -> "%1$s = coalesce($%2$d, %1$s)"
                        .formatted(writers.get(index).column(), index + 1))
                .collect(Collectors.joining(", "));
    }

    /** Returns the values of one record. */
    public Tuple of(T record) {
        List<Object> values = new ArrayList<>(writers.size());
        writers.forEach(writer -> values.add(writer.value(record)));
        return Tuple.wrap(values);
    }

    /** Returns the values of records for {@link #unnest}. */
    public Tuple of(List<T> records) {
        return Tuple.wrap(
                writers.stream().<Object>map(writer -> writer.values(records)).toList());
    }

    /** Returns the number of columns. */
    int count() {
        return writers.size();
    }

    /** Returns whether this is the first column. */
    boolean startsWith(String column) {
        return writers.getFirst().column().equals(column);
    }

    private String join(Function<Integer, String> part) {
        return IntStream.range(0, writers.size()).boxed().map(part).collect(Collectors.joining(", "));
    }
}
