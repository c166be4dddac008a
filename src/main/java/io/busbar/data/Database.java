package io.busbar.data;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's way to PostgreSQL: pipelined connections for single statements, and a pool for transactions, which only the kernel opens.
 * Statements are prepared once per connection.
 */
public final class Database {
    private static final int READERS = 4;
    private static final int LOOKERS = 4;
    private static final int WRITERS = 12;
    private static final int WAITING = 2_000;
    private static final String LONGEST_READ = "15s";
    private static final String LONGEST_LOOK = "1s";

    /** The pool hands a connection that ended out until it has heard of its end. */
    private static final long UNTIL_DROPPED_MILLIS = 50;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final SqlClient readers;
    private final SqlClient lookers;
    private final Pool writers;
    private final AtomicInteger reading = new AtomicInteger();

    /** Opens no connection yet; {@code options} say where and as whom. */
    public Database(Vertx vertx, PgConnectOptions options) {
        this.vertx = vertx;
        this.options = new PgConnectOptions(options)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPipeliningLimit(128);
        this.readers = pipelined("pg-readers", READERS, LONGEST_READ);
        this.lookers = pipelined("pg-lookers", LOOKERS, LONGEST_LOOK);
        this.writers = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(WRITERS)
                        .setMaxWaitQueueSize(WAITING)
                        .setName("pg-writers"))
                .connectingTo(this.options)
                .using(vertx)
                .build();
    }

    private SqlClient pipelined(String name, int connections, String longest) {
        return PgBuilder.client()
                .with(new PoolOptions()
                        .setMaxSize(connections)
                        .setMaxWaitQueueSize(WAITING)
                        .setName(name))
                .connectingTo(new PgConnectOptions(options).addProperty("statement_timeout", longest))
                .using(vertx)
                .build();
    }

    /**
     * One statement outside any transaction: for reading. It is run again if the connection ends under it. Fails with SERVICE_UNAVAILABLE
     * when the database is away or has no room, with DEADLINE_EXCEEDED when the statement takes longer than 15 s, and with the driver's
     * own exception for anything else.
     */
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        reading.incrementAndGet();
        return read(readers, sql, parameters).onComplete(done -> reading.decrementAndGet());
    }

    /**
     * The same for what everything else waits for and takes no time itself: it has connections of its own, where nothing slow is ahead of
     * it, and 1 s.
     */
    public Future<RowSet<Row>> look(String sql, Tuple parameters) {
        return read(lookers, sql, parameters);
    }

    private Future<RowSet<Row>> read(SqlClient client, String sql, Tuple parameters) {
        return client.preparedQuery(sql)
                .execute(parameters)
                .recover(cause -> SqlErrorKind.of(cause) == SqlErrorKind.LOST
                        ? vertx.timer(UNTIL_DROPPED_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(passed -> client.preparedQuery(sql).execute(parameters))
                        : Future.failedFuture(cause))
                .recover(Database::inTheCallersTerms);
    }

    private static Future<RowSet<Row>> inTheCallersTerms(Throwable cause) {
        return switch (SqlErrorKind.of(cause)) {
            case LOST, EXHAUSTED -> {
                LOG.debug("A read found no database", cause);
                yield Future.failedFuture(
                        Failure.unavailable("The database is busy or not reachable right now", RETRY_AFTER));
            }
            case SLOW -> Future.failedFuture(Failure.of(FailureCode.DEADLINE_EXCEEDED));
            case COLLISION, LOCKED, OTHER -> Future.failedFuture(cause);
        };
    }

    /** Shows how the connections are used: those open for transactions, and the reads that are under way. */
    public void measure(MeterRegistry meters) {
        Gauge.builder("busbar.database.connections", writers, Pool::size)
                .description("Connections open for transactions")
                .register(meters);
        Gauge.builder("busbar.database.connections.max", () -> WRITERS)
                .description("Connections there can be for transactions")
                .register(meters);
        Gauge.builder("busbar.database.reads", reading, AtomicInteger::get)
                .description("Reads under way, waiting for a connection among them")
                .register(meters);
    }

    /** The pool for transactions. For the kernel: services write in changes. */
    public Pool transactions() {
        return writers;
    }

    /** Where this database is, for a connection of one's own (LISTEN). */
    public PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    public Future<Void> close() {
        return Future.join(readers.close(), lookers.close(), writers.close()).mapEmpty();
    }
}
