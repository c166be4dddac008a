package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.data.SqlErrorKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction on a connection of its own. BEGIN travels with the first statement and COMMIT with the last, so that a change of one
 * statement costs two round trips instead of four: PostgreSQL answers pipelined statements in order and refuses every statement behind
 * a failed one, which makes the COMMIT behind it a rollback.
 *
 * <p>That holds for statements that reach the server. One that the client itself refuses, for a parameter it cannot encode, would be
 * skipped and the rest committed; so whatever is sent together with COMMIT has parameters of fixed types that encode in any case.
 */
final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * How long a transaction may lie idle. A paused process keeps its connections, and with them its locks; past this PostgreSQL ends the
     * session and others go on.
     */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

    private final SqlConnection connection;
    private boolean open = true;

    private Transaction(SqlConnection connection) {
        this.connection = connection;
        // Its statements fail by themselves; without a handler the client also writes to the console.
        connection.exceptionHandler(cause -> LOG.debug("A connection was lost", cause));
    }

    /**
     * Begins one.
     *
     * @param connectionTimeout  for a connection, at most; past it fails with SERVICE_UNAVAILABLE, as it does when there is no database
     * @param statementTimeout that PostgreSQL puts on each statement, so that none outlives the one who asked for long
     * @param idleTimeout  that PostgreSQL waits for the next statement
     */
    static Future<Transaction> begin(
            Pool pool, Duration connectionTimeout, Duration statementTimeout, Duration idleTimeout) {
        Future<SqlConnection> connecting = pool.getConnection();
        return connecting
                .timeout(connectionTimeout.toMillis() + 1, TimeUnit.MILLISECONDS)
                .transform(connected -> {
                    if (connected.failed()) {
                        connecting.onSuccess(SqlConnection::close);
                        return Future.failedFuture(
                                Failure.unavailable("The database is temporarily unavailable", RETRY_AFTER));
                    }
                    SqlConnection connection = connected.result();
                    connection
                            .query("begin; set local statement_timeout = " + Math.max(1, statementTimeout.toMillis())
                                    + "; set local idle_in_transaction_session_timeout = " + idleTimeout.toMillis())
                            .execute();
                    return Future.succeededFuture(new Transaction(connection));
                });
    }

    /** Runs a statement without parameters. */
    Future<RowSet<Row>> execute(String sql) {
        return open ? connection.query(sql).execute() : closedFailure();
    }

    Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return open ? connection.preparedQuery(sql).execute(parameters) : closedFailure();
    }

    /**
     * Commits, in one flight with the last statements. Fails with the first failure among them, or with {@link CommitInDoubtException} when the
     * connection was lost before the answer came. Gives the connection back.
     */
    Future<Void> commit(List<Future<?>> finalStatements) {
        open = false;
        List<Future<?>> statements = new ArrayList<>(finalStatements);
        statements.add(connection.query("commit").execute());
        return Future.join(statements).transform(joined -> {
            Throwable cause = statements.stream()
                    .filter(Future::failed)
                    .map(Future::cause)
                    .findFirst()
                    .orElse(null);
            if (cause != null && SqlErrorKind.of(cause) == SqlErrorKind.CONNECTION_LOST) {
                return Future.failedFuture(new CommitInDoubtException(cause));
            }
            connection.close();
            return cause == null ? Future.succeededFuture() : Future.failedFuture(cause);
        });
    }

    /**
     * Undoes everything, and gives the connection back. Fails when the connection was lost, which undoes it as well. A lost one is not
     * given back: the pool drops it when it sees the end of it, and before that would hand it to the next who asks.
     */
    Future<Void> rollback() {
        if (!open) {
            return Future.succeededFuture();
        }
        open = false;
        return connection.query("rollback").execute().compose(undone -> {
            connection.close();
            return Future.succeededFuture();
        });
    }

    private static <T> Future<T> closedFailure() {
        return Future.failedFuture(new IllegalStateException("the transaction has ended"));
    }

    /** A commit without an answer: it may have happened. */
    static final class CommitInDoubtException extends RuntimeException {
        CommitInDoubtException(Throwable cause) {
            super(cause);
        }
    }
}
