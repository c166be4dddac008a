package io.busbar.testing;

import io.busbar.data.DatabaseAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A table under a lock that lets nobody in. */
public record HeldTable(String table, Connection connection) implements AutoCloseable {
    static HeldTable of(DatabaseAddress database, String table) {
        try {
            Connection connection = database.blocking().getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table " + table + " in access exclusive mode");
            }
            return new HeldTable(table, connection);
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
