package io.busbar.data;

import io.busbar.data.DataException.Reason;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's connections to PostgreSQL: pipelined connections for single statements, and a pool for transactions, which only the outbox
 * opens. Statements are prepared once per connection.
 */
public final class Database implements QueryRunner {
    private static final int READ_CONNECTIONS = 4;
    private static final int URGENT_CONNECTIONS = 4;
    private static final int TRANSACTION_CONNECTIONS = 12;
    private static final int MAX_WAIT_QUEUE_SIZE = 2_000;
    private static final String READ_TIMEOUT = "15s";
    private static final String URGENT_TIMEOUT = "1s";

    /** Gives the pool time to notice that a connection was closed, so that the retry does not get it again. */
    private static final long RETRY_DELAY_MILLIS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final SqlClient readers;
    private final SqlClient urgentReaders;
    private final Pool transactionPool;
    private final AtomicInteger activeReads = new AtomicInteger();

    /** Creates the pools; connections are opened on first use. {@code options} hold the address and the credentials. */
    public Database(Vertx vertx, PgConnectOptions options) {
        this.vertx = vertx;
        this.options = new PgConnectOptions(options)
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(512)
                .setPipeliningLimit(128);
        this.readers = pipelinedClient("pg-readers", READ_CONNECTIONS, READ_TIMEOUT);
        this.urgentReaders = pipelinedClient("pg-urgent", URGENT_CONNECTIONS, URGENT_TIMEOUT);
        this.transactionPool = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(TRANSACTION_CONNECTIONS)
                        .setMaxWaitQueueSize(MAX_WAIT_QUEUE_SIZE)
                        .setName("pg-writers"))
                .connectingTo(transactionOptions())
                .using(vertx)
                .build();
    }

    private SqlClient pipelinedClient(String name, int connections, String statementTimeout) {
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
     * Runs a single statement that only reads, outside any transaction, and retries it once if the connection is lost. Fails with
     * {@link DataException} if the database is not reachable or out of resources, or if the statement takes longer than 15 s, and with the
     * driver's exception otherwise.
     */
    @Override
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        activeReads.incrementAndGet();
        return read(readers, sql, parameters).onComplete(done -> activeReads.decrementAndGet());
    }

    /**
     * Runs a short read statement on which every request depends, such as the check for revoked tokens. It has its own connections, so that
     * it never waits behind slow statements, and a time limit of 1 s.
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
                .recover(Database::translate);
    }

    private static Future<RowSet<Row>> translate(Throwable cause) {
        return switch (SqlErrorKind.of(cause)) {
            case CONNECTION_LOST, INSUFFICIENT_RESOURCES -> {
                LOG.debug("A read failed because the database is unavailable", cause);
                yield Future.failedFuture(
                        new DataException(Reason.UNAVAILABLE, "The database is temporarily unavailable"));
            }
            case STATEMENT_TIMEOUT ->
                Future.failedFuture(new DataException(Reason.STATEMENT_TIMEOUT, "The statement took too long"));
            case CONCURRENCY_FAILURE, LOCK_NOT_AVAILABLE, OTHER -> Future.failedFuture(cause);
        };
    }

    /** Registers metrics of the connections for transactions and the active reads. */
    public void registerMetrics(MeterRegistry meters) {
        Gauge.builder("busbar.database.connections", transactionPool, Pool::size)
                .description("Connections open for transactions")
                .register(meters);
        Gauge.builder("busbar.database.connections.max", () -> TRANSACTION_CONNECTIONS)
                .description("Maximum number of connections for transactions")
                .register(meters);
        Gauge.builder("busbar.database.reads.active", activeReads, AtomicInteger::get)
                .description("Active reads, including those that wait for a connection")
                .register(meters);
    }

    /** Returns the pool for transactions. Only the outbox uses it; services write through {@link io.busbar.bus.Changes}. */
    public Pool transactionPool() {
        return transactionPool;
    }

    /**
     * Returns the connection options for transactions. Each statement is planned once: PostgreSQL would plan those with arrays, of which
     * there are many, for each execution, because it takes the arrays of a generic plan to be longer than ours are. The planning took longer
     * than the execution.
     */
    public PgConnectOptions transactionOptions() {
        return options().addProperty("plan_cache_mode", "force_generic_plan");
    }

    /** Returns the connection options, for a separate connection (LISTEN). */
    public PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    public Future<Void> close() {
        return Future.join(readers.close(), urgentReaders.close(), transactionPool.close())
                .mapEmpty();
    }
}
