package io.busbar.data;

import com.google.errorprone.annotations.CompileTimeConstant;
import io.busbar.data.TableSql.StatementType;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A statement on a {@link Table} with conditions, or with values that the request does not hold. It is immutable, and its methods are those
 * of the table. The compiler accepts only constants as columns and conditions: no text of a request gets into a statement, and each text
 * that was made stays in memory.
 */
public final class TableStatement<R extends Record> {
    private final Table<R> table;
    private final List<String> columns;
    private final List<@Nullable Object> columnValues;
    private final List<String> conditions;
    private final List<Object> conditionValues;

    TableStatement(Table<R> table) {
        this(table, List.of(), List.of(), List.of(), List.of());
    }

    private TableStatement(
            Table<R> table,
            List<String> columns,
            List<@Nullable Object> columnValues,
            List<String> conditions,
            List<Object> conditionValues) {
        this.table = table;
        this.columns = columns;
        this.columnValues = columnValues;
        this.conditions = conditions;
        this.conditionValues = conditionValues;
    }

    /** Returns this statement with a value: {@link Table#with}. */
    public TableStatement<R> with(@CompileTimeConstant String column, @Nullable Object value) {
        Object written = value == null ? null : ColumnWriter.convert(value);
        return new TableStatement<>(
                table, append(columns, column), append(columnValues, written), conditions, conditionValues);
    }

    /** Returns this statement with a condition: {@link Table#where(String, Object)}. */
    public TableStatement<R> where(@CompileTimeConstant String condition, Object value) {
        return new TableStatement<>(
                table,
                columns,
                columnValues,
                append(conditions, condition),
                append(conditionValues, ColumnWriter.convert(value)));
    }

    /** Returns this statement with a condition: {@link Table#where(String)}. */
    public TableStatement<R> where(@CompileTimeConstant String condition) {
        return new TableStatement<>(table, columns, columnValues, append(conditions, condition), conditionValues);
    }

    /** Runs {@link Table#get}. */
    public Future<R> get(QueryRunner database, UUID id) {
        return selectById(database, StatementType.SELECT, id).map(this::one);
    }

    /** Runs {@link Table#find}. */
    public Future<Optional<R>> find(QueryRunner database, UUID id) {
        return selectById(database, StatementType.SELECT, id).map(table.mapper()::first);
    }

    /** Runs {@link Table#insert}. */
    public Future<R> insert(SqlTransaction tx, Record request) {
        requireNone(conditions, "An insert has no conditions");
        return write(tx, StatementType.INSERT, request).map(this::one);
    }

    /** Runs {@link Table#update(SqlTransaction, Record)}. */
    public Future<R> update(SqlTransaction tx, Record request) {
        return write(tx, StatementType.UPDATE, request).map(this::one);
    }

    /** Runs {@link Table#update(SqlTransaction, Record, BiFunction)}. */
    public <T> Future<T> update(SqlTransaction tx, Record request, BiFunction<R, R, T> result) {
        return write(tx, StatementType.UPDATE_RETURNING_OLD, request)
                .map(rows -> result.apply(one(rows), table.mapper().all(rows).getLast()));
    }

    /** Runs {@link Table#delete}. */
    public Future<R> delete(SqlTransaction tx, UUID id) {
        return selectById(tx, StatementType.DELETE, id).map(this::one);
    }

    private Future<RowSet<Row>> selectById(QueryRunner runner, StatementType type, UUID id) {
        requireNone(columns, "Only inserts and updates write values");
        return runner.query(table.sql().text(type, null, columns, conditions), withConditionValues(Tuple.of(id)));
    }

    private Future<RowSet<Row>> write(SqlTransaction tx, StatementType type, Record request) {
        Tuple values = table.sql().values(request);
        columnValues.forEach(values::addValue);
        return tx.query(table.sql().text(type, request.getClass(), columns, conditions), withConditionValues(values))
                .recover(table::report);
    }

    private Tuple withConditionValues(Tuple values) {
        conditionValues.forEach(values::addValue);
        return values;
    }

    private R one(RowSet<Row> rows) {
        return table.mapper().one(rows, table.noun());
    }

    private static <T> List<T> append(List<T> items, @Nullable T added) {
        List<T> longer = new ArrayList<>(items.size() + 1);
        longer.addAll(items);
        longer.add(added);
        return longer;
    }

    private static void requireNone(List<String> parts, String message) {
        if (!parts.isEmpty()) {
            throw new IllegalStateException(message + ": " + parts);
        }
    }
}
