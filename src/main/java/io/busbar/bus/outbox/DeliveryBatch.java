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
 * Processes deliveries in one transaction: takes the oldest deliveries of a partition, runs the subscriber's handlers in order and removes
 * the deliveries. All of it commits or none.
 */
final class DeliveryBatch {
    /** A batch commits after this time even if it is not complete, so that a node that shuts down does not wait for the rest. */
    private static final Duration MAX_DURATION = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryBatch.class);

    private final Subscriber subscriber;
    private final DeliveryQueue queue;
    private final Pool pool;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;
    private final RetryScheduler retryScheduler;
    private final OutboxMetrics metrics;

    /** The result of a batch, which decides what the worker does next. */
    sealed interface BatchResult {}

    /** Another node works on the partition. */
    record PartitionBusy() implements BatchResult {}

    /** The batch has committed; {@code more} if the partition may have more deliveries. */
    record BatchDone(int count, boolean more) implements BatchResult {}

    /**
     * One of several deliveries failed and the batch was rolled back. Each of them has to run alone next, so that only the failing one is
     * postponed.
     */
    record Retryable(int count) implements BatchResult {}

    /** A delivery that ran alone failed. It is due again after the backoff, or is a dead letter if the backoff is zero. */
    record DeliveryFailed(Duration backoff) implements BatchResult {}

    /** The database is not reachable. */
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

    /**
     * Runs one batch. The returned future never fails.
     *
     * @param isolated whether to process a single delivery
     */
    Future<BatchResult> run(int partition, boolean isolated) {
        boolean single = isolated || subscriber.hasExternalEffects();
        return Transaction.begin(pool, settings.connectionTimeout(), settings.handlerTimeout(), idleTimeout())
                .compose(tx -> pullAndProcess(tx, partition, single))
                .otherwise(this::databaseDown);
    }

    private Future<BatchResult> pullAndProcess(Transaction tx, int partition, boolean single) {
        return queue.pull(tx, partition, single)
                .compose(pulled -> pulled.isPresent()
                        ? process(tx, partition, single, pulled.get())
                        : tx.rollback().map(undone -> new PartitionBusy()))
                .recover(tx::rollbackAndFail);
    }

    private BatchResult databaseDown(Throwable cause) {
        if (!(cause instanceof Failure) && SqlErrorKind.of(cause) == SqlErrorKind.OTHER) {
            LOG.error("Deliveries of {} could not be read", subscriber.name(), cause);
        }
        return new DatabaseDown();
    }

    /** Returns the idle timeout of the transaction: it is idle while a handler waits for a mail server. */
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
                .map(done -> recordSuccess(batchProgress.count(), pulled.size(), single))
                .recover(cause -> tx.rollback().transform(undone -> handleFailure(partition, selected, cause)));
    }

    private BatchResult recordSuccess(int handled, int pulled, boolean single) {
        metrics.recordDeliveries(subscriber.name(), OutboxMetrics.DeliveryOutcome.SUCCEEDED, handled);
        int limit = single ? 1 : settings.batchSize();
        boolean drained = handled == pulled && pulled < limit;
        return new BatchDone(handled, !drained);
    }

    private Future<BatchResult> handleFailure(int partition, List<Delivery> selected, Throwable cause) {
        if (selected.size() > 1) {
            return Future.succeededFuture(new Retryable(selected.size()));
        }
        return retryScheduler
                .recordFailure(subscriber, queue, partition, selected.getFirst(), cause)
                .map(DeliveryFailed::new);
    }

    /**
     * Returns the deliveries before the first that failed earlier, or that one alone if it comes first, so that it can't roll back the
     * others again.
     */
    private static List<Delivery> leadingFirstAttempts(List<Delivery> pulled) {
        int firstAttempts = 0;
        while (firstAttempts < pulled.size() && pulled.get(firstAttempts).previousAttempts() == 0) {
            firstAttempts++;
        }
        return pulled.subList(0, Math.max(1, firstAttempts));
    }

    /** The number of handled deliveries, their pending writes, and the statements that are sent with the commit. */
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

        Delivery next() {
            return deliveries.get(count);
        }

        List<Delivery> handled() {
            return deliveries.subList(0, count);
        }

        int count() {
            return count;
        }
    }

    private Future<Void> handleAndCommit(Transaction tx, int partition, BatchProgress batchProgress) {
        return handleNext(tx, batchProgress).compose(done -> {
            PostCommit postCommit = new PostCommit();
            batchProgress.statements.add(queue.remove(tx, partition, batchProgress.handled()));
            batchProgress.pendingWrites.write(tx, batchProgress.statements, postCommit);
            return tx.commit(batchProgress.statements).onSuccess(committed -> afterCommit.accept(postCommit));
        });
    }

    private Future<Void> handleNext(Transaction tx, BatchProgress batchProgress) {
        ChangeTx changeTx = new ChangeTx(tx, batchProgress.pendingWrites);
        Delivery delivery = batchProgress.next();
        delivery.timerDelay().ifPresent(delay -> metrics.recordTimerDelay(delivery.type(), delay));
        return delivery.handle(subscriber, changeTx)
                .timeout(settings.handlerTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(cause -> changeTx.finish())
                .compose(effect -> changeTx.finish())
                .compose(subjects -> {
                    recordAudit(tx, batchProgress, subjects);
                    batchProgress.count++;
                    return batchProgress.isComplete() ? Future.succeededFuture() : handleNext(tx, batchProgress);
                });
    }

    private void recordAudit(Transaction tx, BatchProgress batchProgress, List<String> subjects) {
        if (!subjects.isEmpty()) {
            RequestContext requestContext = RequestContext.system(subscriber.name(), settings.handlerTimeout());
            batchProgress.statements.add(AuditWriter.write(tx, requestContext, subscriber.name(), subjects));
        }
    }
}
