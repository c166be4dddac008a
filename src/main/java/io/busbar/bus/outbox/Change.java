package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.json.Json;
import io.busbar.bus.response.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One attempt to run a change in one transaction.
 *
 * <p>Round trips: BEGIN is sent with the first statement of the work; events, deliveries, timers, the audit row, the stored result and
 * COMMIT are sent together after it. A change with one statement takes two round trips, however much it publishes. With an idempotency key
 * it takes one more, because the work must not begin before the key is known to be free.
 *
 * @param <T> the result of the change
 */
record Change<T>(
        RequestContext requestContext,
        String action,
        Function<Tx, Future<T>> work,
        Optional<IdempotentChange<T>> idempotentChange) {

    /**
     * Runs the change up to the end of the transaction.
     *
     * @param afterCommit receives, after the commit, the deliveries, revocations and pushes to announce
     */
    Future<Reply<T>> run(Transaction tx, Duration lockTimeout, Consumer<PostCommit> afterCommit) {
        return withDeadline(acquireLock(tx, lockTimeout))
                .compose(stored -> stored.isPresent()
                        ? tx.rollback().map(undone -> new Reply<>(stored.get(), true))
                        : workAndCommit(tx, afterCommit).map(result -> new Reply<>(result, false)))
                .recover(cause -> rollBack(tx, cause));
    }

    /**
     * Rolls back and fails with the cause. After the deadline the caller does not wait for the rollback, which could take as long on a
     * database that hangs.
     */
    private Future<Reply<T>> rollBack(Transaction tx, Throwable cause) {
        Future<Void> rolledBack = tx.rollback();
        if (requestContext.isExpired()) {
            return Future.failedFuture(cause);
        }
        return rolledBack.transform(
                undone -> Future.failedFuture(undone.failed() ? connectionLoss(cause, undone.cause()) : cause));
    }

    private Future<Optional<T>> acquireLock(Transaction tx, Duration lockTimeout) {
        if (idempotentChange.isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        IdempotentChange<T> idempotent = idempotentChange.get();
        return idempotent.idempotencyLock().acquire(tx, lockTimeout).map(stored -> stored.map(idempotent::readResult));
    }

    private Future<T> workAndCommit(Transaction tx, Consumer<PostCommit> afterCommit) {
        PendingWrites pendingWrites = new PendingWrites();
        ChangeTx changeTx =
                new ChangeTx(tx, pendingWrites, requestContext.userId().orElse(null));
        return withDeadline(startWork(changeTx))
                .compose(result -> withDeadline(changeTx.finish())
                        .compose(subjects -> commit(tx, pendingWrites, subjects, result, afterCommit)))
                .onFailure(cause -> changeTx.finish());
    }

    private Future<T> commit(
            Transaction tx,
            PendingWrites pendingWrites,
            List<String> subjects,
            T result,
            Consumer<PostCommit> afterCommit) {
        Require.that(!requestContext.isExpired(), () -> Failure.of(FailureCode.DEADLINE_EXCEEDED));
        PostCommit postCommit = new PostCommit();
        List<Future<?>> statements = new ArrayList<>();
        idempotentChange.ifPresent(
                idempotent -> statements.add(idempotent.idempotencyLock().storeResult(tx, Json.string(result))));
        pendingWrites.write(tx, statements, postCommit);
        statements.add(AuditWriter.write(tx, requestContext, action, subjects));
        return tx.commit(statements)
                .onSuccess(committed -> afterCommit.accept(postCommit))
                .map(result);
    }

    private Future<T> startWork(ChangeTx changeTx) {
        try {
            return work.apply(changeTx);
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private <R> Future<R> withDeadline(Future<R> future) {
        long remainingMillis =
                Duration.between(Instant.now(), requestContext.deadline()).toMillis();
        return future.timeout(Math.max(1, remainingMillis), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException ? Failure.of(FailureCode.DEADLINE_EXCEEDED) : cause));
    }

    /**
     * Returns the failure of the rollback in place of an unexpected cause: if the connection can't roll back, it is lost, and its loss also
     * explains the cause.
     */
    private static Throwable connectionLoss(Throwable cause, Throwable rollbackFailure) {
        return Failure.from(cause).isPresent() || cause instanceof Transaction.CommitInDoubtException
                ? cause
                : rollbackFailure;
    }
}
