package io.busbar.bus.outbox.delivery;

import io.busbar.bus.concurrent.BoundedExecutor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;

/**
 * Processes the partitions of one subscriber on one node in turn, as its executor has room. All its state belongs to one Vert.x context,
 * the one of the verticle that subscribed, so that event handlers run where the verticle's operation handlers run.
 */
final class DeliveryWorker implements SubscriberWorker {
    /** How often a partition that another node holds is tried again before it is left to the poll. */
    private static final int MAX_BUSY_RETRIES = 5;

    private static final long BUSY_BACKOFF_MILLIS = 20;

    private final Context context;
    private final BoundedExecutor executor;
    private final BatchRunner batch;
    private final ReadyPartitions ready;
    private final BitSet busy = new BitSet(PARTITIONS);
    /** For each partition, how many of the next deliveries must run alone, because their batch failed. */
    private final int[] isolatedRemaining = new int[PARTITIONS];

    private final int[] busyRetries = new int[PARTITIONS];
    private final Promise<Void> stopped = Promise.promise();
    private boolean queued;
    private boolean stopping;

    DeliveryWorker(Context context, BoundedExecutor executor, BatchRunner batch) {
        this.context = context;
        this.executor = executor;
        this.batch = batch;
        this.ready = new ReadyPartitions(context, this::enqueueNext);
    }

    @Override
    public void wake(BitSet partitions) {
        ready.wake(partitions);
    }

    /** Stops taking work and completes when the running transactions have ended. */
    @Override
    public Future<Void> stop() {
        context.runOnContext(now -> {
            stopping = true;
            completeStopIfIdle();
        });
        return stopped.future();
    }

    private void enqueueNext() {
        if (!queued && !stopping && ready.hasNext(busy)) {
            queued = true;
            executor.run(Instant.MAX, this::runNext);
        }
    }

    /** Runs a batch of the partition whose turn it is when the executor has room. */
    private Future<Void> runNext() {
        queued = false;
        int partition = stopping ? -1 : ready.take(busy);
        if (partition < 0) {
            completeStopIfIdle();
            return Future.succeededFuture();
        }
        busy.set(partition);
        enqueueNext();
        return batch.run(partition, isolatedRemaining[partition] > 0)
                .onComplete(batchResult -> context.runOnContext(now -> {
                    busy.clear(partition);
                    handleResult(partition, batchResult.result());
                    enqueueNext();
                    completeStopIfIdle();
                }))
                .mapEmpty();
    }

    private void handleResult(int partition, BatchResult batchResult) {
        switch (batchResult) {
            case BatchResult.BatchDone done -> onDone(partition, done);
            case BatchResult.Retryable retryable -> onRetryable(partition, retryable);
            case BatchResult.DeliveryFailed deliveryFailed -> onFailed(partition, deliveryFailed);
            case BatchResult.PartitionBusy partitionBusy -> onBusy(partition);
            case BatchResult.DatabaseDown databaseDown -> busyRetries[partition] = 0;
        }
    }

    private void onDone(int partition, BatchResult.BatchDone done) {
        isolatedRemaining[partition] = Math.max(0, isolatedRemaining[partition] - done.count());
        busyRetries[partition] = 0;
        if (done.more()) {
            ready.add(partition);
        }
    }

    private void onRetryable(int partition, BatchResult.Retryable retryable) {
        isolatedRemaining[partition] = retryable.count();
        ready.add(partition);
    }

    private void onFailed(int partition, BatchResult.DeliveryFailed deliveryFailed) {
        isolatedRemaining[partition] = Math.max(0, isolatedRemaining[partition] - 1);
        ready.add(partition);
        ready.wakeLater(partition, deliveryFailed.backoff());
    }

    /**
     * Retries soon, because the node that holds the partition may have read it before the delivery was there. After the last retry, the
     * poll finds it.
     */
    private void onBusy(int partition) {
        if (busyRetries[partition]++ < MAX_BUSY_RETRIES) {
            ready.wakeLater(partition, Duration.ofMillis(BUSY_BACKOFF_MILLIS << busyRetries[partition]));
        } else {
            busyRetries[partition] = 0;
        }
    }

    private void completeStopIfIdle() {
        if (stopping && busy.isEmpty()) {
            stopped.tryComplete();
        }
    }
}
