package io.busbar.testing;

import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** A node that has only a database and an outbox, which is not started; a test can have several on one database. */
public class DatabaseNode implements AutoCloseable {
    public static final Duration TIMEOUT = Duration.ofSeconds(20);

    public final Vertx vertx;
    public final SimpleMeterRegistry meterRegistry = new SimpleMeterRegistry();
    public final Database database;
    public final TransactionalOutbox outbox;

    protected DatabaseNode(Vertx vertx, PgConnectOptions options, OutboxSettings settings) {
        this.vertx = vertx;
        database = new Database(vertx, options);
        outbox = new TransactionalOutbox(vertx, database, settings, meterRegistry);
    }

    public List<Row> rows(String sql, Object... parameters) {
        return get(database.query(sql, Tuple.wrap(parameters))).stream().toList();
    }

    public long count(String tableAndFilter) {
        return rows("select count(*) as n from " + tableAndFilter).getFirst().getLong("n");
    }

    /** Runs several statements at once. */
    public void execute(String sql) {
        get(database.transactionPool().query(sql).execute());
    }

    /** Begins a change in this context. */
    public <T> Future<T> begin(RequestContext requestContext, Function<Tx, Future<T>> work) {
        return outbox.changes().change(requestContext, "probe.change", work);
    }

    /** Returns a request context of the system. */
    public static RequestContext caller() {
        return RequestContext.system("test", TIMEOUT);
    }

    public static <T> T get(Future<T> future) {
        return TestFutures.get(future, TIMEOUT);
    }

    public static Throwable failure(Future<?> future) {
        return get(future.transform(ended -> Future.succeededFuture(ended.cause())));
    }

    @Override
    public void close() {
        get(database.close());
        get(vertx.close());
    }
}
