package io.busbar.data;

import io.busbar.data.ColumnWriter.ColumnType;
import io.busbar.data.DataException.Reason;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The declaration of totals that are kept in a table, one row for each key: {@link io.busbar.bus.Tx#add} adds a difference.
 *
 * <pre>{@code
 * Total<String> TOPICS = Total.of("faq.topic", "name", String.class, "questions")
 *         .check("topic_questions_check", "This topic has no questions");
 *
 * tx.add(TOPICS, "Payments", 1);
 * }</pre>
 *
 * <p>The table has a primary key or unique index on the column of the key, and its other columns have defaults. A missing row counts as
 * zero; it is inserted with the first difference. A row whose total is zero stays.
 *
 * @param <K> the type of the keys: text, UUID, int, long, boolean, local date or enum
 */
@SuppressWarnings("UnusedTypeParameter") // ties the keys that a transaction adds to the total they are for
public final class Total<K> {
    private static final Set<Class<?>> KEY_TYPES = Set.of(
            String.class,
            UUID.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            boolean.class,
            Boolean.class,
            LocalDate.class);

    private final String table;
    private final String sql;
    private final ColumnType keyType;
    private final Map<String, String> messagesByCheck;

    private Total(String table, String sql, ColumnType keyType, Map<String, String> messagesByCheck) {
        this.table = table;
        this.sql = sql;
        this.keyType = keyType;
        this.messagesByCheck = messagesByCheck;
    }

    /**
     * Declares totals. Other types can't be keys, because PostgreSQL takes some of their values for equal that differ in Java, such as the
     * numbers 1.0 and 1.00: it would add only one of their differences.
     *
     * @param table     the name with its schema
     * @param keyColumn the column of the key
     * @param keyType   the Java type of the key
     * @param column    the column of the total, a number that is not null
     * @throws IllegalArgumentException if the type can't be that of a key
     */
    public static <K> Total<K> of(String table, String keyColumn, Class<K> keyType, String column) {
        if (!KEY_TYPES.contains(keyType) && !keyType.isEnum()) {
            throw new IllegalArgumentException("The key of a total can't be of the type " + keyType.getName());
        }
        ColumnType type = ColumnWriter.typeOf(keyType);
        return new Total<>(table, addStatement(type.sqlType(), table, keyColumn, column), type, Map.of());
    }

    /**
     * Reports a difference that violates a check constraint as a conflict: the change that added it fails with this message.
     *
     * @param constraint the name in the database
     * @param message the message for the client
     */
    public Total<K> check(String constraint, String message) {
        Map<String, String> added = new HashMap<>(messagesByCheck);
        added.put(constraint, message);
        return new Total<>(table, sql, keyType, Map.copyOf(added));
    }

    /**
     * Two statements would be needed without the lock on each key: another transaction could insert the row in between. A plain upsert
     * would propose the difference as a row, and so violate a {@code check (questions >= 0)} with each negative one. The last clause is for
     * rows that are not written through this declaration.
     */
    private static String addStatement(String keyType, String table, String keyColumn, String column) {
        return """
        with added as (select * from unnest($1::%1$s[], $2::bigint[]) as added (key, difference)),
        updated as (
          update %2$s as total set %4$s = total.%4$s + added.difference
          from added where total.%3$s = added.key
          returning added.key)
        insert into %2$s as total (%3$s, %4$s)
        select key, difference from added where not exists (select from updated where updated.key = added.key)
        on conflict (%3$s) do update set %4$s = total.%4$s + excluded.%4$s""".formatted(keyType, table, keyColumn, column);
    }

    /**
     * Returns the name of the lock on a key, which a transaction holds from before it adds a difference until it ends. All totals of a table
     * share it, because they share the row.
     */
    public String lockName(Object key) {
        return "total/" + table + '/' + keyType.conversion().apply(key);
    }

    /** Returns the statement that adds differences. */
    public String sql() {
        return sql;
    }

    /** Reports the violation of a declared constraint by the statement; any other cause stays as it is. */
    public <T> Future<T> report(Throwable cause) {
        String constraint = cause instanceof PgException postgres ? postgres.getConstraint() : null;
        String message = constraint == null ? null : messagesByCheck.get(constraint);
        return Future.failedFuture(message == null ? cause : new DataException(Reason.CHECK_VIOLATION, message));
    }

    /** Returns the parameters of the statement. */
    public Tuple parameters(Map<?, Long> differences) {
        Object keys = Array.newInstance(keyType.valueType(), differences.size());
        int index = 0;
        for (Object key : differences.keySet()) {
            Array.set(keys, index++, keyType.conversion().apply(key));
        }
        return Tuple.of(keys, (Object) differences.values().toArray(Long[]::new));
    }
}
