package io.busbar.data;

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

/**
 * The node's way to PostgreSQL: pipelined connections for single statements, and a pool for transactions, which only the kernel opens.
 * Statements are prepared once per connection.
 */
public final class Database {
    private static final int READERS = 4;
    private static final int WRITERS = 12;
    private static final int WAITING = 2_000;

    private final PgConnectOptions options;
    private final SqlClient readers;
    private final Pool writers;

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
                .connectingTo(this.options)
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

    /** One statement outside any transaction: for reading. */
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return readers.preparedQuery(sql).execute(parameters);
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
