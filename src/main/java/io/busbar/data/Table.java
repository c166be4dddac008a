package io.busbar.data;

import com.google.errorprone.annotations.CompileTimeConstant;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of a table whose key is the column {@code id}, and its usual statements: each one reads or writes one row and returns it
 * as a record.
 *
 * <pre>{@code
 * Table<Note> NOTE_TABLE = Table.of("notes.note", Note.class)
 *         .unique("note_title_key", "title", "A note with this title already exists");
 *
 * NOTE_TABLE.get(database, id);
 * NOTE_TABLE.with("owner", user).insert(tx, request);
 * NOTE_TABLE.where("owner = ?", user).update(tx, request);
 * }</pre>
 *
 * <p>Requests and rows are records whose components have the names of columns, as {@link RowValues} and {@link RowMapper} describe. The
 * statements fail with {@link DataException.Reason#ROW_NOT_FOUND} if there is no such row, and with
 * {@link DataException.Reason#UNIQUE_VIOLATION} if one of the declared constraints is violated. Statements with joins or several rows are
 * written in the store, and read their rows with the {@link #mapper}.
 */
public final class Table<R extends Record> {
    private final String name;
    private final String noun;
    private final RowMapper<R> mapper;
    private final List<UniqueConstraint> uniqueConstraints;
    private final TableSql sql;
    private final TableStatement<R> statement = new TableStatement<>(this);

    private Table(
            String name,
            String noun,
            RowMapper<R> mapper,
            List<UniqueConstraint> uniqueConstraints,
            @Nullable String updateTimestamp) {
        this.name = name;
        this.noun = noun;
        this.mapper = mapper;
        this.uniqueConstraints = uniqueConstraints;
        this.sql = new TableSql(name, mapper.columns(), updateTimestamp);
    }

    /**
     * Declares a table.
     *
     * @param name the name with its schema: {@code notes.note}. Errors name the object after it: {@code There is no such note}
     * @param rowType the record of a row, which may leave columns out
     */
    public static <R extends Record> Table<R> of(String name, Class<R> rowType) {
        String noun = name.substring(name.lastIndexOf('.') + 1).replace('_', ' ');
        return new Table<>(name, noun, RowMapper.of(rowType), List.of(), null);
    }

    /** Names the object in errors, if it is not called like the table. */
    public Table<R> noun(String noun) {
        return new Table<>(name, noun, mapper, uniqueConstraints, sql.updateTimestamp());
    }

    /** Reads a component from another column or an SQL expression on the columns of the row. */
    public Table<R> select(String component, String expression) {
        return new Table<>(name, noun, mapper.select(component, expression), uniqueConstraints, sql.updateTimestamp());
    }

    /**
     * Reports the violation of a unique constraint or index as a conflict.
     *
     * @param constraint the name in the database
     * @param field the field of the request
     * @param message the message for the client
     */
    public Table<R> unique(String constraint, String field, String message) {
        UniqueConstraint added = new UniqueConstraint(constraint, field, message);
        List<UniqueConstraint> all =
                Stream.concat(uniqueConstraints.stream(), Stream.of(added)).toList();
        return new Table<>(name, noun, mapper, all, sql.updateTimestamp());
    }

    /** Sets this column to the present time in each update. */
    public Table<R> updateTimestamp(String column) {
        return new Table<>(name, noun, mapper, uniqueConstraints, column);
    }

    /** Returns the name with its schema. */
    public String name() {
        return name;
    }

    /** Returns the mapper of the rows, for statements that the store writes itself. */
    public RowMapper<R> mapper() {
        return mapper;
    }

    /**
     * Returns a statement that writes a value which the request does not hold; null is written as well. Only inserts and updates have such
     * values.
     */
    public TableStatement<R> with(@CompileTimeConstant String column, @Nullable Object value) {
        return statement.with(column, value);
    }

    /**
     * Returns a statement with a condition in which each {@code ?} stands for the value. A row that does not fulfill it is not found. Inserts
     * have none.
     */
    public TableStatement<R> where(@CompileTimeConstant String condition, Object value) {
        return statement.where(condition, value);
    }

    /** Returns a statement with a condition without a value. */
    public TableStatement<R> where(@CompileTimeConstant String condition) {
        return statement.where(condition);
    }

    /** Reads the row with this ID. */
    public Future<R> get(QueryRunner database, UUID id) {
        return statement.get(database, id);
    }

    /** Reads the row with this ID, if there is one. */
    public Future<Optional<R>> find(QueryRunner database, UUID id) {
        return statement.find(database, id);
    }

    /** Inserts a row with the values of the request; columns without a component get their defaults. */
    public Future<R> insert(SqlTransaction tx, Record request) {
        return statement.insert(tx, request);
    }

    /** Updates the row whose ID is the first component of the request. Components without a value leave their columns as they are. */
    public Future<R> update(SqlTransaction tx, Record request) {
        return statement.update(tx, request);
    }

    /**
     * Updates the row like {@link #update(SqlTransaction, Record)}. Applies the function to the old and the new row and returns its result.
     *
     * @param result returns, for instance, the payload of an event: {@code NoteUpdate::new}
     */
    public <T> Future<T> update(SqlTransaction tx, Record request, BiFunction<R, R, T> result) {
        return statement.update(tx, request, result);
    }

    /** Deletes the row with this ID and returns it. */
    public Future<R> delete(SqlTransaction tx, UUID id) {
        return statement.delete(tx, id);
    }

    String noun() {
        return noun;
    }

    TableSql sql() {
        return sql;
    }

    /** Reports the violation of a declared constraint; any other cause stays as it is. */
    <T> Future<T> report(Throwable cause) {
        Future<T> failed = Future.failedFuture(cause);
        for (UniqueConstraint constraint : uniqueConstraints) {
            failed = failed.recover(constraint::report);
        }
        return failed;
    }
}
