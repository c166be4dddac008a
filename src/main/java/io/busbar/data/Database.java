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
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's way to PostgreSQL: pipelined connections for single statements, and a pool for transactions, which only the kernel opens.
 * Statements are prepared once per connection.
 */
public final class Database {
    private static final int READERS = 4;
    private static final int WRITERS = 12;
    private static final int WAITING = 2_000;
    private static final String LONGEST_READ = "15s";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final PgConnectOptions options;
    private final SqlClient readers;
    private final Pool writers;
    private final AtomicInteger reading = new AtomicInteger();

    /** Opens no connection yet; {@code options} say where and as whom. */
    public Database(Vertx vertx, PgConnectOptions options) {
        this.options = new PgConnectOptions(options)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPipeliningLimit(128);
        this.readers = PgBuilder.client()
                .with(new PoolOptions()
                        .setMaxSize(READERS)
                        .setMaxWaitQueueSize(WAITING)
                        .setName("pg-readers"))
                .connectingTo(new PgConnectOptions(this.options).addProperty("statement_timeout", LONGEST_READ))
                .using(vertx)
                .build();
        this.writers = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(WRITERS)
                        .setMaxWaitQueueSize(WAITING)
                        .setName("pg-writers"))
                .connectingTo(this.options)
                .using(vertx)
                .build();
    }

    /**
     * One statement outside any transaction: for reading. Fails with SERVICE_UNAVAILABLE when the database is away or has no room, with
     * DEADLINE_EXCEEDED when the statement takes longer than 15 s, and with the driver's own exception for anything else.
     */
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        reading.incrementAndGet();
        return readers.preparedQuery(sql)
                .execute(parameters)
                .onComplete(done -> reading.decrementAndGet())
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
        return readers.close().eventually(writers::close);
    }
}
