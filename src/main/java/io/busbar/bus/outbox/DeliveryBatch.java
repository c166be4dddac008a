package io.busbar.bus.outbox;

import io.busbar.bus.Failure;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Subscriber;
import io.busbar.data.SqlErrorKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does in one transaction: takes the oldest deliveries of one slot, applies the subscriber's effects in their order and
 * removes them, all or nothing.
 */
final class DeliveryBatch {
    /** After this long it commits what it has done, so that a node that leaves need not wait for the rest. */
    private static final Duration MAX_DURATION = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryBatch.class);

    private final Subscriber subscriber;
    private final DeliveryQueue queue;
    private final Pool pool;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;
    private final RetryScheduler retryScheduler;
    private final OutboxMetrics metrics;

    /** How it went, for what the worker does next. */
    sealed interface BatchResult {}

    /** Another node works on the slot. */
    record PartitionBusy() implements BatchResult {}

    /** All that was taken is done; {@code more} when there may be more. */
    record BatchDone(int count, boolean more) implements BatchResult {}

    /** Several were taken, one failed, nothing happened: each of these has to run alone. */
    record Retryable(int count) implements BatchResult {}

    /** One ran alone and failed; it is due again after the pause, or dead if that is zero. */
    record DeliveryFailed(Duration backoff) implements BatchResult {}

    /** No database. */
    record DatabaseDown() implements BatchResult {}

    DeliveryBatch(
            Subscriber subscriber,
            Pool pool,
            OutboxSettings settings,
            Consumer<PostCommit> afterCommit,
            RetryScheduler retryScheduler,
            OutboxMetrics metrics) {
        this.subscriber = subscriber;
        this.queue = new DeliveryQueue(subscriber.name(), settings.batchSize());
        this.pool = pool;
        this.settings = settings;
        this.afterCommit = afterCommit;
        this.retryScheduler = retryScheduler;
        this.metrics = metrics;
    }

    /** Runs one; never fails. */
    Future<BatchResult> run(int partition, boolean isolated) {
        boolean single = isolated || subscriber.hasExternalEffects();
        return Transaction.begin(pool, settings.connectionTimeout(), settings.handlerTimeout(), idleTimeout())
                .compose(tx -> queue.pull(tx, partition, single)
                        .compose(pulled -> pulled.isEmpty()
                                ? tx.rollback().map(undone -> (BatchResult) new PartitionBusy())
                                : process(tx, partition, single, pulled.get()))
                        .recover(cause -> tx.rollback().transform(undone -> Future.failedFuture(cause))))
                .otherwise(this::databaseDown);
    }

    private BatchResult databaseDown(Throwable cause) {
        if (!(cause instanceof Failure) && SqlErrorKind.of(cause) == SqlErrorKind.OTHER) {
            LOG.error("Deliveries of {} could not be read", subscriber.name(), cause);
        }
        return new DatabaseDown();
    }

    /** Mail servers take their time while the transaction waits. */
    private Duration idleTimeout() {
        return subscriber.hasExternalEffects() ? settings.handlerTimeout() : Transaction.IDLE_TIMEOUT;
    }

    private Future<BatchResult> process(Transaction tx, int partition, boolean single, List<Delivery> pulled) {
        if (pulled.isEmpty()) {
            return tx.rollback().map(undone -> new BatchDone(0, false));
        }
        List<Delivery> selected = single ? pulled : leadingFirstAttempts(pulled);
        BatchProgress batchProgress = new BatchProgress(selected);
        return handleAndCommit(tx, partition, batchProgress)
                .<BatchResult>map(done -> {
                    metrics.recordDeliveries(
                            subscriber.name(), OutboxMetrics.DeliveryOutcome.SUCCEEDED, batchProgress.count());
                    boolean drained = batchProgress.count() == pulled.size()
                            && pulled.size() < (single ? 1 : settings.batchSize());
                    return new BatchDone(batchProgress.count(), !drained);
                })
                .recover(cause -> tx.rollback()
                        .transform(undone -> selected.size() > 1
                                ? Future.succeededFuture(new Retryable(selected.size()))
                                : retryScheduler
                                        .recordFailure(subscriber, queue, partition, selected.getFirst(), cause)
                                        .map(DeliveryFailed::new)));
    }

    /** One that failed before runs alone, so that it cannot spoil the others again. */
    private static List<Delivery> leadingFirstAttempts(List<Delivery> pulled) {
        int firstAttempts = 0;
        while (firstAttempts < pulled.size() && pulled.get(firstAttempts).attempts() == 0) {
            firstAttempts++;
        }
        return pulled.subList(0, Math.max(1, firstAttempts));
    }

    /** How far it has come, what was announced on the way, and what else goes with the commit. */
    private static final class BatchProgress {
        private final long startedNanos = System.nanoTime();
        private final PendingWrites pendingWrites = new PendingWrites();
        private final List<Future<?>> statements = new ArrayList<>();
        private final List<Delivery> deliveries;
        private int count;

        BatchProgress(List<Delivery> deliveries) {
            this.deliveries = deliveries;
        }

        boolean isComplete() {
            return count == deliveries.size() || System.nanoTime() - startedNanos > MAX_DURATION.toNanos();
        }

        int count() {
            return count;
        }
    }

    private Future<Void> handleAndCommit(Transaction tx, int partition, BatchProgress batchProgress) {
        return handleNext(tx, batchProgress).compose(done -> {
            PostCommit postCommit = new PostCommit();
            batchProgress.statements.add(
                    queue.remove(tx, partition, batchProgress.deliveries.subList(0, batchProgress.count)));
            batchProgress.pendingWrites.write(tx, batchProgress.statements, postCommit);
            return tx.commit(batchProgress.statements).onSuccess(end -> afterCommit.accept(postCommit));
        });
    }

    private Future<Void> handleNext(Transaction tx, BatchProgress batchProgress) {
        ChangeTx changeTx = new ChangeTx(tx, batchProgress.pendingWrites);
        return batchProgress
                .deliveries
                .get(batchProgress.count)
                .handle(subscriber, changeTx)
                .timeout(settings.handlerTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> changeTx.close())
                .compose(effect -> changeTx.close())
                .compose(subjects -> {
                    if (!subjects.isEmpty()) {
                        RequestContext requestContext =
                                RequestContext.system(subscriber.name(), settings.handlerTimeout());
                        batchProgress.statements.add(
                                AuditWriter.write(tx, requestContext, subscriber.name(), subjects));
                    }
                    batchProgress.count++;
                    return batchProgress.isComplete() ? Future.succeededFuture() : handleNext(tx, batchProgress);
                });
    }
}
