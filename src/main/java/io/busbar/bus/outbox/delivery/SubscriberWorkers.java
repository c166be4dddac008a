package io.busbar.bus.outbox.delivery;

import io.busbar.bus.Changes;
import io.busbar.bus.concurrent.BoundedExecutor;
import io.busbar.bus.concurrent.ExecutorLimits;
import io.busbar.bus.concurrent.ExecutorMetrics;
import io.busbar.bus.events.EventSubscriber;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.events.Subscriber;
import io.busbar.bus.outbox.OutboxMetrics;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.PostCommit;
import io.busbar.data.Database;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Creates the workers of a node. Those of subscribers that write to PostgreSQL share an executor for transactions, so that the connections
 * suffice for all; each subscriber with external effects has permits of its own.
 */
public final class SubscriberWorkers {
    private final Vertx vertx;
    private final Database database;
    private final Pool pool;
    private final Changes changes;
    private final OutboxSettings settings;
    private final Consumer<PostCommit> afterCommit;
    private final OutboxMetrics metrics;
    private final RetryScheduler retryScheduler;
    private final BoundedExecutor transactions;
    private final ExecutorMetrics lookupMetrics;

    /**
     * Creates a factory.
     *
     * @param pool    the connections of deliveries
     * @param changes write the results of external effects, with the same connections
     */
    public SubscriberWorkers(
            Vertx vertx,
            Database database,
            Pool pool,
            Changes changes,
            OutboxSettings settings,
            Consumer<PostCommit> afterCommit,
            OutboxMetrics metrics) {
        this.vertx = vertx;
        this.database = database;
        this.pool = pool;
        this.changes = changes;
        this.settings = settings;
        this.afterCommit = afterCommit;
        this.metrics = metrics;
        this.retryScheduler = new RetryScheduler(pool, settings, metrics);
        this.transactions = executor("deliveries", settings.workers(), metrics.executor("deliveries"));
        this.lookupMetrics = metrics.executor("delivery-lookups");
    }

    /** Creates the worker of a subscriber, whose handlers run on this context. */
    public SubscriberWorker create(EventSubscriber subscriber, Context context) {
        return switch (subscriber) {
            case Subscriber transactional -> create(transactional, context);
            case ExternalSubscriber external -> create(external, context);
        };
    }

    private SubscriberWorker create(Subscriber subscriber, Context context) {
        DeliveryQueue queue = new DeliveryQueue(subscriber.name(), settings.batchSize());
        DeliveryBatch batch =
                new DeliveryBatch(subscriber, queue, pool, settings, afterCommit, retryScheduler, metrics);
        return subscriber.hasLookups()
                ? new DeliveryWorker(
                        context,
                        executor("delivery-lookups", LookupBatch.MAX_CONCURRENT_LOADS, lookupMetrics),
                        new LookupBatch(context, queue, database, new LookupLoading(subscriber), transactions, batch))
                : new DeliveryWorker(context, transactions, batch);
    }

    private SubscriberWorker create(ExternalSubscriber subscriber, Context context) {
        LeasedDeliveryQueue queue = new LeasedDeliveryQueue(subscriber.name(), pool, settings);
        AcknowledgementQueue acknowledgements =
                new AcknowledgementQueue(context, subscriber.name(), queue, changes, pool, settings, afterCommit);
        ExternalDelivery delivery =
                new ExternalDelivery(subscriber, queue, acknowledgements, settings, retryScheduler, metrics);
        return new ExternalDeliveryWorker(context, subscriber.concurrency(), settings.leases(), queue, delivery);
    }

    /** Returns an executor that refuses no worker: each has one waiting task at most, and a delivery has no deadline. */
    private BoundedExecutor executor(String name, int maxConcurrent, ExecutorMetrics executorMetrics) {
        ExecutorLimits limits = new ExecutorLimits(maxConcurrent, Integer.MAX_VALUE, "Busy", Duration.ofSeconds(1));
        return new BoundedExecutor(vertx, name, limits, executorMetrics);
    }
}
