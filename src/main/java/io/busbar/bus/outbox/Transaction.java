package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.data.SqlErrorKind;
import io.busbar.data.TransactionScope;
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
 * One transaction on a connection of its own. BEGIN is sent with the first statement and COMMIT with the last, so that a change with one
 * statement costs two round trips instead of four: PostgreSQL runs pipelined statements in order and refuses every statement after a failed
 * one, so that the COMMIT after it becomes a rollback.
 *
 * <p>This holds for statements that reach the server. A statement that the client refuses, because it can't encode a parameter, would be
 * skipped and the rest committed; statements that are sent together with COMMIT therefore use only parameter types that can always be
 * encoded.
 */
public final class Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * The longest time a transaction may be idle. A paused process keeps its connections and their locks; after this time PostgreSQL ends
     * the session, so that others can proceed.
     */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(5);

    private final SqlConnection connection;
    private final TransactionScope scope;
    private boolean open = true;

    private Transaction(SqlConnection connection, TransactionScope scope) {
        this.connection = connection;
        this.scope = scope;
        // The statements fail by themselves; without this handler the client also writes to the console.
        connection.exceptionHandler(cause -> LOG.debug("A connection was lost", cause));
    }

    /**
     * Begins a transaction and a scope in which no other service is called. Fails with SERVICE_UNAVAILABLE if no connection is available in
     * time.
     *
     * @param connectionTimeout the longest wait for a connection
     * @param statementTimeout  PostgreSQL's limit for each statement, so that none outlives its caller for long
     * @param idleTimeout       PostgreSQL's limit for the pause between statements
     */
    public static Future<Transaction> begin(
            Pool pool, Duration connectionTimeout, Duration statementTimeout, Duration idleTimeout) {
        TransactionScope scope = TransactionScope.open();
        Future<SqlConnection> connecting = scope.run(pool::getConnection);
        return connecting
                .timeout(connectionTimeout.toMillis() + 1, TimeUnit.MILLISECONDS)
                .transform(connected -> connected.succeeded()
                        ? Future.succeededFuture(sendBegin(connected.result(), scope, statementTimeout, idleTimeout))
                        : giveUp(connecting, scope));
    }

    /** Begins a transaction with the limits of the outbox's own work. */
    public static Future<Transaction> begin(Pool pool, OutboxSettings settings) {
        return begin(pool, settings.connectionTimeout(), settings.handlerTimeout(), IDLE_TIMEOUT);
    }

    /** Sends BEGIN without waiting. If it fails, every later statement fails as well, so its result is not needed. */
    private static Transaction sendBegin(
            SqlConnection connection, TransactionScope scope, Duration statementTimeout, Duration idleTimeout) {
        connection
                .query("begin; set local statement_timeout = " + Math.max(1, statementTimeout.toMillis())
                        + "; set local idle_in_transaction_session_timeout = " + idleTimeout.toMillis())
                .execute();
        return new Transaction(connection, scope);
    }

    /** Returns the connection to the pool if it arrives after the timeout. */
    private static Future<Transaction> giveUp(Future<SqlConnection> connecting, TransactionScope scope) {
        scope.close();
        connecting.onSuccess(SqlConnection::close);
        return Future.failedFuture(Failure.unavailable("The database is temporarily unavailable", RETRY_AFTER));
    }

    /** Runs a statement without parameters. */
    Future<RowSet<Row>> execute(String sql) {
        return open ? connection.query(sql).execute() : closedFailure();
    }

    /** Runs a prepared statement. */
    public Future<RowSet<Row>> query(String sql, Tuple parameters) {
        return open ? connection.preparedQuery(sql).execute(parameters) : closedFailure();
    }

    /**
     * Sends COMMIT after the last statements, in the same round trip, and returns the connection to the pool. If one of the statements
     * fails, PostgreSQL turns the COMMIT into a rollback. Fails with the first failure among the statements, or with
     * {@link CommitInDoubtException} if the connection was lost before the reply arrived.
     *
     * @param sentStatements the results of statements that have been sent but not awaited
     */
    public Future<Void> commit(List<Future<?>> sentStatements) {
        close();
        List<Future<?>> statements = new ArrayList<>(sentStatements);
        statements.add(connection.query("commit").execute());
        return Future.join(statements).transform(joined -> finishCommit(statements));
    }

    private Future<Void> finishCommit(List<Future<?>> statements) {
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
    }

    /**
     * Rolls back and returns the connection to the pool. Fails if the connection is lost, which rolls back as well. A lost connection is
     * not returned: the pool removes it once it notices the loss; if it were returned earlier, it could be handed to another caller.
     */
    public Future<Void> rollback() {
        if (!open) {
            return Future.succeededFuture();
        }
        close();
        return connection.query("rollback").execute().compose(undone -> {
            connection.close();
            return Future.succeededFuture();
        });
    }

    private void close() {
        open = false;
        scope.close();
    }

    /** Rolls back and fails with the cause, whether or not the rollback succeeds. */
    public <T> Future<T> rollbackAndFail(Throwable cause) {
        return rollback().transform(undone -> Future.failedFuture(cause));
    }

    private static <T> Future<T> closedFailure() {
        return Future.failedFuture(new IllegalStateException("The transaction has ended"));
    }

    /** The connection was lost during the commit, so it is unknown whether the transaction was committed. */
    static final class CommitInDoubtException extends RuntimeException {
        CommitInDoubtException(Throwable cause) {
            super(cause);
        }
    }
}
