package io.busbar.data;

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
 * One statement on a {@link Table} with conditions, or with values that the request does not hold. It is used once. The texts of columns
 * and conditions are constants of the code: the text of each statement is made once and stays in memory.
 */
public final class TableStatement<R extends Record> {
    private final Table<R> table;
    private final List<String> columns = new ArrayList<>(0);
    private final List<@Nullable Object> columnValues = new ArrayList<>(0);
    private final List<String> conditions = new ArrayList<>(0);
    private final List<Object> conditionValues = new ArrayList<>(0);

    TableStatement(Table<R> table) {
        this.table = table;
    }

    /** Writes a value that the request does not hold; null is written as well. Only inserts and updates have such values. */
    public TableStatement<R> with(String column, @Nullable Object value) {
        columns.add(column);
        columnValues.add(value == null ? null : ColumnWriter.convert(value));
        return this;
    }

    /** Adds a condition in which each {@code ?} stands for the value. A row that does not fulfill it is not found. Inserts have none. */
    public TableStatement<R> where(String condition, Object value) {
        conditions.add(condition);
        conditionValues.add(ColumnWriter.convert(value));
        return this;
    }

    /** Adds a condition without a value. */
    public TableStatement<R> where(String condition) {
        conditions.add(condition);
        return this;
    }

    /** Reads the row with this ID. */
    public Future<R> get(QueryRunner database, UUID id) {
        return selectById(database, StatementType.SELECT, id).map(this::one);
    }

    /** Reads the row with this ID, if there is one. */
    public Future<Optional<R>> find(QueryRunner database, UUID id) {
        return selectById(database, StatementType.SELECT, id).map(table.mapper()::first);
    }

    /** Inserts a row with the values of the request; columns without a component get their defaults. */
    public Future<R> insert(SqlTransaction tx, Record request) {
        requireNone(conditions, "An insert has no conditions");
        return write(tx, StatementType.INSERT, request).map(this::one);
    }

    /** Updates the row whose ID is the first component of the request. Components without a value leave their columns as they are. */
    public Future<R> update(SqlTransaction tx, Record request) {
        return write(tx, StatementType.UPDATE, request).map(this::one);
    }

    /** Updates the row like {@link #update(SqlTransaction, Record)}, applies the function to the old and the new row and returns its result. */
    public <T> Future<T> update(SqlTransaction tx, Record request, BiFunction<R, R, T> result) {
        return write(tx, StatementType.UPDATE_RETURNING_OLD, request)
                .map(rows -> result.apply(one(rows), table.mapper().all(rows).getLast()));
    }

    /** Deletes the row with this ID and returns it. */
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

    private static void requireNone(List<String> parts, String message) {
        if (!parts.isEmpty()) {
            throw new IllegalStateException(message + ": " + parts);
        }
    }
}
