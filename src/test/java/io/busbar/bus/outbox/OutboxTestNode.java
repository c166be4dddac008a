package io.busbar.bus.outbox;

import static org.awaitility.Awaitility.await;

import io.busbar.bus.Changes;
import io.busbar.bus.Tx;
import io.busbar.bus.events.EventSubscriber;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.DatabaseNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/** A node that has only an outbox; a test can start several on one database. */
final class OutboxTestNode extends DatabaseNode {
    private static final String DEADLOCK_DETECTED = "40P01";

    private OutboxTestNode(PgConnectOptions options, OutboxSettings settings) {
        super(Vertx.vertx(), options, settings);
    }

    /** Empties the tables of a database except for the audit, and recreates those of the tests. */
    static void clear(String url) {
        try (Connection connection = DatabaseAddress.parse(url).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            await().until(() -> isCleared(statement));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Clears the tables; false if PostgreSQL ended the attempt, because the poll of a node that still runs reads them in another order. */
    private static boolean isCleared(Statement statement) throws SQLException {
        try {
            statement.execute("""
                truncate bus.event, bus.subscription, bus.delivery, bus.dead_letter, bus.timer, bus.recurring_timer, bus.idempotency,
                  bus.blob, bus.blob_chunk;
                drop schema if exists probe cascade""");
            statement.execute(OutboxFixture.TABLES);
            return true;
        } catch (SQLException e) {
            if (DEADLOCK_DETECTED.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Starts a node that delivers to these subscribers. */
    static OutboxTestNode on(String url, EventSubscriber... subscribers) {
        return on(url, OutboxSettings.defaults(), subscribers);
    }

    static OutboxTestNode on(String url, OutboxSettings settings, EventSubscriber... subscribers) {
        return on(DatabaseAddress.parse(url).options(), settings, subscribers);
    }

    static OutboxTestNode on(PgConnectOptions options, OutboxSettings settings, EventSubscriber... subscribers) {
        OutboxTestNode node = new OutboxTestNode(options, settings);
        List.of(subscribers).forEach(node.outbox::subscribe);
        get(node.outbox.start());
        return node;
    }

    Changes changes() {
        return outbox.changes();
    }

    /** Runs the work in a change. */
    void change(Consumer<Tx> work) {
        get(begin(caller(), tx -> {
            work.accept(tx);
            return Future.succeededFuture(0);
        }));
    }

    @Override
    public void close() {
        get(outbox.stop());
        super.close();
    }
}
