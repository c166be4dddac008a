package io.busbar.bus.durable;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Subscriber;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A node that is nothing but a durable lane; a test starts as many on one database as it needs. */
final class TestNode implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Database database;
    final DurableLane lane;

    private TestNode(String url, DurableSettings settings) {
        database = new Database(vertx, DatabaseAddress.parse(url).options());
        lane = new DurableLane(vertx, database, settings, meters);
    }

    /** Leaves of a database nothing but the audit and fresh tables of the probe; no node may be at work on it. */
    static void clear(String url) {
        try (Connection connection = DatabaseAddress.parse(url).blocking().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                truncate bus.event, bus.subscription, bus.delivery, bus.dead_letter, bus.timer, bus.idempotency,
                  bus.blob, bus.blob_chunk;
                drop schema if exists probe cascade""");
            statement.execute(Probe.TABLES);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that delivers to these subscribers. */
    static TestNode on(String url, Subscriber... subscribers) {
        return on(url, DurableSettings.defaults(), subscribers);
    }

    static TestNode on(String url, DurableSettings settings, Subscriber... subscribers) {
        TestNode node = new TestNode(url, settings);
        List.of(subscribers).forEach(node.lane::subscribe);
        get(node.lane.start());
        return node;
    }

    Changes changes() {
        return lane.changes();
    }

    List<Row> rows(String sql, Object... parameters) {
        return get(database.query(sql, Tuple.wrap(parameters))).stream().toList();
    }

    long count(String tableAndFilter) {
        return rows("select count(*) as n from " + tableAndFilter).getFirst().getLong("n");
    }

    /** Several statements at once, as tests need them for their own tables. */
    void execute(String sql) {
        get(database.transactions().query(sql).execute());
    }

    static Caller caller() {
        return Caller.program("test", PATIENCE);
    }

    static <T> T get(Future<T> future) {
        try {
            return future.await(PATIENCE.toSeconds(), SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within " + PATIENCE, e);
        }
    }

    static Throwable failure(Future<?> future) {
        return get(future.transform(ended -> Future.succeededFuture(ended.cause())));
    }

    @Override
    public void close() {
        get(lane.stop());
        get(database.close());
        get(vertx.close());
    }
}
