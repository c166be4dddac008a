package io.busbar.bus.outbox;

import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.response.Reply;
import io.busbar.data.SqlErrorKind;
import io.busbar.data.TransactionScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs changes, and runs them again if that is safe and can help: after a conflict with another transaction, and after the loss of a
 * connection if nothing can have been committed or the idempotency key would prevent a second effect. The work may therefore run several
 * times and must have no effect except through its transaction.
 */
final class TransactionalChanges implements Changes {
    private static final int MAX_ATTEMPTS = 4;
    private static final int INITIAL_BACKOFF_MILLIS = 20;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Pool pool;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;
    private final OutboxMetrics metrics;

    TransactionalChanges(
            Vertx vertx, Pool pool, OutboxSettings settings, Consumer<PostCommit> afterCommit, OutboxMetrics metrics) {
        this.vertx = vertx;
        this.pool = pool;
        this.settings = settings;
        this.afterCommit = afterCommit;
        this.metrics = metrics;
    }

    @Override
    public <T> Future<T> change(RequestContext requestContext, String action, Function<Tx, Future<T>> work) {
        return run(new Change<>(requestContext, action, work, Optional.empty()), action)
                .map(Reply::result);
    }

    @Override
    public <T> Future<Reply<T>> changeOnce(
            RequestContext requestContext, Operation<?, T> operation, Function<Tx, Future<T>> work) {
        Optional<IdempotentChange<T>> idempotentChange = IdempotencyLock.forRequest(requestContext, operation)
                .map(idempotencyLock -> new IdempotentChange<>(idempotencyLock, operation.resultType()));
        return run(new Change<>(requestContext, operation.name(), work, idempotentChange), operation.metricName());
    }

    private <T> Future<Reply<T>> run(Change<T> change, String metricName) {
        long startedNanos = System.nanoTime();
        return TransactionScope.outside(() -> attempt(change, 1))
                .onComplete(ended -> metrics.recordChange(metricName, ended, System.nanoTime() - startedNanos));
    }

    private <T> Future<Reply<T>> attempt(Change<T> change, int attemptNumber) {
        Duration remaining =
                Duration.between(Instant.now(), change.requestContext().deadline());
        if (!remaining.isPositive()) {
            return Future.failedFuture(Failure.of(FailureCode.DEADLINE_EXCEEDED));
        }
        return begin(change.requestContext(), remaining)
                .compose(tx -> change.run(tx, settings.idempotencyLockTimeout(), afterCommit))
                .recover(cause -> retryOrFail(change, attemptNumber, cause));
    }

    private Future<Transaction> begin(RequestContext requestContext, Duration remaining) {
        Duration connectionTimeout =
                remaining.compareTo(settings.connectionTimeout()) < 0 ? remaining : settings.connectionTimeout();
        return Transaction.begin(pool, connectionTimeout, remaining, Transaction.IDLE_TIMEOUT)
                .recover(cause -> Future.failedFuture(
                        requestContext.isExpired() ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause));
    }

    private <T> Future<Reply<T>> retryOrFail(Change<T> change, int attemptNumber, Throwable cause) {
        if (attemptNumber >= MAX_ATTEMPTS || !isRetryable(change, cause)) {
            return Future.failedFuture(toFailure(cause));
        }
        return vertx.timer(backoffMillis(attemptNumber), TimeUnit.MILLISECONDS)
                .compose(fired -> attempt(change, attemptNumber + 1));
    }

    private static boolean isRetryable(Change<?> change, Throwable cause) {
        if (cause instanceof Transaction.CommitInDoubtException) {
            return change.idempotentChange().isPresent();
        }
        SqlErrorKind kind = SqlErrorKind.of(cause);
        return kind == SqlErrorKind.CONCURRENCY_FAILURE || kind == SqlErrorKind.CONNECTION_LOST;
    }

    /** Translates database errors for the caller; failures of the work stay as they are. */
    private static Throwable toFailure(Throwable cause) {
        if (cause instanceof Transaction.CommitInDoubtException) {
            return Failure.unavailable(
                    "The connection to the database was lost; it is unknown whether the change was saved", RETRY_AFTER);
        }
        return switch (SqlErrorKind.of(cause)) {
            case CONCURRENCY_FAILURE, CONNECTION_LOST, INSUFFICIENT_RESOURCES ->
                Failure.unavailable("The database is temporarily unavailable", RETRY_AFTER);
            case STATEMENT_TIMEOUT -> Failure.of(FailureCode.DEADLINE_EXCEEDED);
            case LOCK_NOT_AVAILABLE, OTHER -> cause;
        };
    }

    /** Returns the pause before a retry. It doubles with each attempt, with jitter so that conflicting transactions do not meet again. */
    private static long backoffMillis(int attemptNumber) {
        long maxMillis = (long) INITIAL_BACKOFF_MILLIS << attemptNumber;
        return ThreadLocalRandom.current().nextLong(maxMillis / 2, maxMillis);
    }
}
