package io.busbar.testing;

import io.busbar.data.DatabaseAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * SQL against a node's database, beside the node. Keeps its connections, because a new one costs tens of milliseconds of hashing, and
 * tests ask thousands of times.
 */
final class TestDatabase implements AutoCloseable {
    private final DatabaseAddress address;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    private interface Work<T> {
        T apply(Statement statement) throws SQLException;
    }

    TestDatabase(DatabaseAddress address) {
        this.address = address;
    }

    DatabaseAddress address() {
        return address;
    }

    void execute(String sql) {
        with(statement -> statement.execute(sql));
    }

    /** Returns the first column of every row. */
    List<String> texts(String sql) {
        return with(statement -> {
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        });
    }

    private <T> T with(Work<T> work) {
        try {
            Connection connection = usable();
            try (Statement statement = connection.createStatement()) {
                T result = work.apply(statement);
                idle.add(connection);
                return result;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection usable() throws SQLException {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isValid(5)) {
                return kept;
            }
            kept.close();
        }
        return address.dataSource().getConnection();
    }

    @Override
    public void close() {
        for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
            try {
                kept.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
