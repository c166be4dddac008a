package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
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
 * One change, as it runs in one transaction.
 *
 * <p>Round trips: BEGIN goes with the first statement of the work; events, deliveries, timers, the audit row, the stored answer and
 * COMMIT go together after it. A change of one statement takes two, whatever it announces; a keyed one takes one more, for its work
 * must not begin before the key is known to be free.
 *
 * @param <T> its result
 */
record Change<T>(
        RequestContext requestContext,
        String action,
        Function<Tx, Future<T>> work,
        Optional<IdempotentChange<T>> idempotentChange) {

    /** Runs it to the end of the transaction; {@code committed} hears of what there is to deliver. */
    Future<Reply<T>> run(Transaction tx, Duration lockTimeout, Consumer<PostCommit> afterCommit) {
        return withDeadline(acquireLock(tx, lockTimeout))
                .compose(stored -> stored.isPresent()
                        ? tx.rollback().map(undone -> new Reply<>(stored.get(), true))
                        : workAndCommit(tx, afterCommit).map(answer -> new Reply<>(answer, false)))
                .recover(cause -> rollBack(tx, cause));
    }

    /** Who is late does not wait for the rollback too: a database that hangs would keep it for as long. */
    private Future<Reply<T>> rollBack(Transaction tx, Throwable cause) {
        Future<Void> rolledBack = tx.rollback();
        return requestContext.isExpired()
                ? Future.failedFuture(cause)
                : rolledBack.transform(
                        done -> Future.failedFuture(done.failed() ? connectionLoss(cause, done.cause()) : cause));
    }

    private Future<Optional<T>> acquireLock(Transaction tx, Duration lockTimeout) {
        return idempotentChange
                .map(key -> key.idempotencyLock().acquire(tx, lockTimeout).map(stored -> stored.map(key::readResult)))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }

    private Future<T> workAndCommit(Transaction tx, Consumer<PostCommit> afterCommit) {
        PendingWrites pendingWrites = new PendingWrites();
        ChangeTx changeTx = new ChangeTx(tx, pendingWrites);
        return withDeadline(startWork(changeTx))
                .compose(result -> withDeadline(changeTx.close()).compose(subjects -> {
                    if (requestContext.isExpired()) {
                        return Future.failedFuture(Failure.of(FailureCode.DEADLINE_EXCEEDED));
                    }
                    PostCommit postCommit = new PostCommit();
                    List<Future<?>> statements = new ArrayList<>();
                    idempotentChange.ifPresent(
                            key -> statements.add(key.idempotencyLock().storeResult(tx, Json.string(result))));
                    pendingWrites.write(tx, statements, postCommit);
                    statements.add(AuditWriter.write(tx, requestContext, action, subjects));
                    return tx.commit(statements).map(done -> {
                        afterCommit.accept(postCommit);
                        return result;
                    });
                }))
                .onFailure(cause -> changeTx.close());
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

    /** A connection that cannot even roll back is gone, whatever the work made of it. */
    private static Throwable connectionLoss(Throwable cause, Throwable rollbackFailure) {
        return cause instanceof Failure || cause instanceof Transaction.CommitInDoubtException
                ? cause
                : rollbackFailure;
    }
}
