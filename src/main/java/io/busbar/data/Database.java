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
    private static final int READ_CONNECTIONS = 4;
    private static final int URGENT_CONNECTIONS = 4;
    private static final int WRITE_CONNECTIONS = 12;
    private static final int MAX_WAIT_QUEUE_SIZE = 2_000;
    private static final String READ_TIMEOUT = "15s";
    private static final String URGENT_TIMEOUT = "1s";

    /** The pool hands a connection that ended out until it has heard of its end. */
    private static final long RETRY_DELAY_MILLIS = 50;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final SqlClient readers;
    private final SqlClient urgentReaders;
    private final Pool writers;
    private final AtomicInteger activeReads = new AtomicInteger();

    /** Opens no connection yet; {@code options} say where and as whom. */
    public Database(Vertx vertx, PgConnectOptions options) {
        this.vertx = vertx;
        this.options = new PgConnectOptions(options)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPipeliningLimit(128);
        this.readers = pipelined("pg-readers", READ_CONNECTIONS, READ_TIMEOUT);
        this.urgentReaders = pipelined("pg-lookers", URGENT_CONNECTIONS, URGENT_TIMEOUT);
        this.writers = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(WRITE_CONNECTIONS)
                        .setMaxWaitQueueSize(MAX_WAIT_QUEUE_SIZE)
                        .setName("pg-writers"))
                .connectingTo(this.options)
                .using(vertx)
                .build();
    }

    private SqlClient pipelined(String name, int connections, String statementTimeout) {
        return PgBuilder.client()
                .with(new PoolOptions()
                        .setMaxSize(connections)
                        .setMaxWaitQueueSize(MAX_WAIT_QUEUE_SIZE)
                        .setName(name))
                .connectingTo(new PgConnectOptions(options).addProperty("statement_timeout", statementTimeout))
                .using(vertx)
                .build();
    }

    /**
     * One statement outside any transaction: for reading. It is run again if the connection ends under it. Fails with SERVICE_UNAVAILABLE
     * when the database is away or has no room, with DEADLINE_EXCEEDED when the statement takes longer than 15 s, and with the driver's
     * own exception for anything else.
     */
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        activeReads.incrementAndGet();
        return read(readers, sql, parameters).onComplete(done -> activeReads.decrementAndGet());
    }

    /**
     * The same for what everything else waits for and takes no time itself: it has connections of its own, where nothing slow is ahead of
     * it, and 1 s.
     */
    public Future<RowSet<Row>> queryUrgent(String sql, Tuple parameters) {
        return read(urgentReaders, sql, parameters);
    }

    private Future<RowSet<Row>> read(SqlClient client, String sql, Tuple parameters) {
        return client.preparedQuery(sql)
                .execute(parameters)
                .recover(cause -> SqlErrorKind.of(cause) == SqlErrorKind.CONNECTION_LOST
                        ? vertx.timer(RETRY_DELAY_MILLIS, TimeUnit.MILLISECONDS)
                                .compose(passed -> client.preparedQuery(sql).execute(parameters))
                        : Future.failedFuture(cause))
                .recover(Database::toFailure);
    }

    private static Future<RowSet<Row>> toFailure(Throwable cause) {
        return switch (SqlErrorKind.of(cause)) {
            case CONNECTION_LOST, INSUFFICIENT_RESOURCES -> {
                LOG.debug("A read found no database", cause);
                yield Future.failedFuture(Failure.unavailable("The database is temporarily unavailable", RETRY_AFTER));
            }
            case STATEMENT_TIMEOUT -> Future.failedFuture(Failure.of(FailureCode.DEADLINE_EXCEEDED));
            case CONCURRENCY_FAILURE, LOCK_NOT_AVAILABLE, OTHER -> Future.failedFuture(cause);
        };
    }

    /** Shows how the connections are used: those open for transactions, and the reads that are under way. */
    public void registerMetrics(MeterRegistry meters) {
        Gauge.builder("busbar.database.connections", writers, Pool::size)
                .description("Connections open for transactions")
                .register(meters);
        Gauge.builder("busbar.database.connections.max", () -> WRITE_CONNECTIONS)
                .description("Connections there can be for transactions")
                .register(meters);
        Gauge.builder("busbar.database.reads", activeReads, AtomicInteger::get)
                .description("Reads under way, waiting for a connection among them")
                .register(meters);
    }

    /** The pool for transactions. For the kernel: services write in changes. */
    public Pool transactionPool() {
        return writers;
    }

    /** Where this database is, for a connection of one's own (LISTEN). */
    public PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    public Future<Void> close() {
        return Future.join(readers.close(), urgentReaders.close(), writers.close())
                .mapEmpty();
    }
}
