package io.busbar.bus.outbox.delivery;

import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxMetrics;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.PostCommit;
import io.busbar.bus.outbox.Transaction;
import io.busbar.data.SqlErrorKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes deliveries in one transaction: takes the oldest deliveries of a partition, runs the subscriber's handlers in order and removes
 * the deliveries. All of it commits or none.
 */
final class DeliveryBatch implements BatchRunner {
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

    DeliveryBatch(
            Subscriber subscriber,
            DeliveryQueue queue,
            Pool pool,
            OutboxSettings settings,
            Consumer<PostCommit> afterCommit,
            RetryScheduler retryScheduler,
            OutboxMetrics metrics) {
        this.subscriber = subscriber;
        this.queue = queue;
        this.pool = pool;
        this.settings = settings;
        this.afterCommit = afterCommit;
        this.retryScheduler = retryScheduler;
        this.metrics = metrics;
    }

    @Override
    public Future<BatchResult> run(int partition, boolean isolated) {
        return run(partition, isolated, LoadedLookups.NONE);
    }

    /**
     * Runs one batch with the deliveries whose data was loaded. The returned future never fails.
     *
     * @param isolated whether to process a single delivery
     */
    Future<BatchResult> run(int partition, boolean isolated, LoadedLookups lookups) {
        return Transaction.begin(pool, settings)
                .compose(tx -> pullAndProcess(tx, partition, isolated, lookups))
                .otherwise(this::databaseDown);
    }

    private Future<BatchResult> pullAndProcess(Transaction tx, int partition, boolean isolated, LoadedLookups lookups) {
        return queue.pull(tx, partition, isolated)
                .compose(pulled -> pulled.isPresent()
                        ? process(tx, partition, isolated, pulled.get(), lookups)
                        : tx.rollback().map(undone -> new BatchResult.PartitionBusy()))
                .recover(tx::rollbackAndFail);
    }

    /** Returns the result of a batch that could not read its deliveries. */
    BatchResult databaseDown(Throwable cause) {
        if (Failure.from(cause).isEmpty() && SqlErrorKind.of(cause) == SqlErrorKind.OTHER) {
            LOG.error("Deliveries of {} could not be read", subscriber.name(), cause);
        }
        return new BatchResult.DatabaseDown();
    }

    private Future<BatchResult> process(
            Transaction tx, int partition, boolean isolated, List<Delivery> pulled, LoadedLookups lookups) {
        List<Delivery> selected = lookups.leadingLoaded(isolated ? pulled : leadingFirstAttempts(pulled));
        if (selected.isEmpty()) {
            return tx.rollback().map(undone -> new BatchResult.BatchDone(0, !pulled.isEmpty()));
        }
        BatchProgress batchProgress = new BatchProgress(selected, lookups);
        return handleAndCommit(tx, partition, batchProgress)
                .map(done -> recordSuccess(batchProgress.count(), pulled.size(), isolated))
                .recover(cause -> tx.rollback().transform(undone -> handleFailure(selected, cause)));
    }

    private BatchResult recordSuccess(int handled, int pulled, boolean isolated) {
        metrics.recordDeliveries(subscriber.name(), OutboxMetrics.DeliveryOutcome.SUCCEEDED, handled);
        int limit = isolated ? 1 : settings.batchSize();
        boolean drained = handled == pulled && pulled < limit;
        return new BatchResult.BatchDone(handled, !drained);
    }

    /** Schedules a retry of a single delivery. Of several, each has to run alone first. */
    Future<BatchResult> handleFailure(List<Delivery> selected, Throwable cause) {
        if (selected.size() > 1) {
            return Future.succeededFuture(new BatchResult.Retryable(selected.size()));
        }
        return retryScheduler
                .recordFailure(subscriber, selected.getFirst(), cause, queue)
                .map(BatchResult.DeliveryFailed::new);
    }

    /**
     * Returns the deliveries before the first that failed earlier, or that one alone if it comes first, so that it can't roll back the
     * others again.
     */
    static List<Delivery> leadingFirstAttempts(List<Delivery> pulled) {
        int firstAttempts = 0;
        while (firstAttempts < pulled.size() && pulled.get(firstAttempts).previousAttempts() == 0) {
            firstAttempts++;
        }
        return pulled.subList(0, Math.min(pulled.size(), Math.max(1, firstAttempts)));
    }

    /** The number of handled deliveries of a batch. */
    private static final class BatchProgress {
        private final long startedNanos = System.nanoTime();
        private final List<Delivery> deliveries;
        private final LoadedLookups lookups;
        private int count;

        BatchProgress(List<Delivery> deliveries, LoadedLookups lookups) {
            this.deliveries = deliveries;
            this.lookups = lookups;
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
        BatchTransaction batchTransaction = new BatchTransaction(tx, subscriber.name(), settings.handlerTimeout());
        return handleNext(batchTransaction, batchProgress).compose(done -> {
            batchProgress.lookups.requireRecent();
            return batchTransaction.commit(queue.remove(tx, partition, batchProgress.handled()), afterCommit);
        });
    }

    private Future<Void> handleNext(BatchTransaction batchTransaction, BatchProgress batchProgress) {
        Delivery delivery = batchProgress.next();
        delivery.timerDelay().ifPresent(delay -> metrics.recordTimerDelay(delivery.type(), delay));
        return batchTransaction
                .apply(tx -> handle(delivery, tx, batchProgress.lookups))
                .compose(done -> {
                    batchProgress.count++;
                    return batchProgress.isComplete()
                            ? Future.succeededFuture()
                            : handleNext(batchTransaction, batchProgress);
                });
    }

    /** Runs the subscriber's handler. Fails if this node has no handler for the message's type. */
    private Future<?> handle(Delivery delivery, Tx tx, LoadedLookups lookups) {
        Subscriber.EventBinding<?, ?, ?> binding = subscriber.bindings().get(delivery.type());
        if (binding == null) {
            return Future.failedFuture(delivery.withoutHandler());
        }
        return handleWith(binding, delivery, tx, lookups);
    }

    private static <P, K, V> Future<?> handleWith(
            Subscriber.EventBinding<P, K, V> binding, Delivery delivery, Tx tx, LoadedLookups lookups) {
        return binding.handler()
                .handle(tx, delivery.toEnvelope(binding.messageType()), lookups.valuesOf(binding.lookup()));
    }
}
