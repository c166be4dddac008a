package io.busbar.bus.outbox.delivery;

import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.OnContext;
import io.busbar.data.Database;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/**
 * Processes the deliveries of a subscriber whose handlers need data of other services: reads the due deliveries, loads the data, and only
 * then runs the batch on the executor for transactions. While another service is slow, no transaction is open and the subscriber takes no
 * room of others there.
 */
final class LookupBatch implements BatchRunner {
    /** How many partitions may load at once; each subscriber with lookups has its own. */
    static final int MAX_CONCURRENT_LOADS = 4;

    private final Context context;
    private final DeliveryQueue queue;
    private final Database database;
    private final LookupLoading loading;
    private final BoundedExecutor transactions;
    private final DeliveryBatch batch;

    /** Creates a batch that runs on the context of its worker. */
    LookupBatch(
            Context context,
            DeliveryQueue queue,
            Database database,
            LookupLoading loading,
            BoundedExecutor transactions,
            DeliveryBatch batch) {
        this.context = context;
        this.queue = queue;
        this.database = database;
        this.loading = loading;
        this.transactions = transactions;
        this.batch = batch;
    }

    @Override
    public Future<BatchResult> run(int partition, boolean isolated) {
        return queue.peek(database, partition, isolated)
                .compose(due -> due.isEmpty()
                        ? Future.succeededFuture(new BatchResult.BatchDone(0, false))
                        : loadAndRun(partition, isolated, DeliveryBatch.leadingFirstAttempts(due)))
                .otherwise(batch::databaseDown);
    }

    private Future<BatchResult> loadAndRun(int partition, boolean isolated, List<Delivery> deliveries) {
        return OnContext.resume(context, loading.load(deliveries))
                .transform(loaded -> loaded.succeeded()
                        ? transactions.run(Instant.MAX, () -> batch.run(partition, isolated, loaded.result()))
                        : batch.handleFailure(deliveries, loaded.cause()));
    }
}
