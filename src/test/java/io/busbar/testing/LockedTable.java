package io.busbar.testing;

import io.busbar.data.DatabaseAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A lock on a table that other connections wait for. */
public record LockedTable(String table, Connection connection) implements AutoCloseable {
    private static final String WAITING = " from pg_locks where relation = '%s'::regclass and not granted";

    /** Locks the table for reads and writes until the lock is closed. */
    public static LockedTable lock(DatabaseAddress database, String table) {
        return lock(database, table, "access exclusive");
    }

    /** Locks the table for writes until the lock is closed; reads do not wait. */
    public static LockedTable lockForWrites(DatabaseAddress database, String table) {
        return lock(database, table, "exclusive");
    }

    private static LockedTable lock(DatabaseAddress database, String table, String mode) {
        try {
            Connection connection = database.dataSource().getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table %s in %s mode".formatted(table, mode));
            }
            return new LockedTable(table, connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of statements that wait for the lock. */
    public long waiting() {
        return first("select count(*)" + WAITING.formatted(table));
    }

    /** Terminates the connections that wait for the lock. */
    public void terminateWaiting() {
        first("select count(pg_terminate_backend(pid, 5000))" + WAITING.formatted(table));
    }

    private long first(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
