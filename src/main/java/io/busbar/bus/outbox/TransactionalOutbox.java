package io.busbar.bus.outbox;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.Changes;
import io.busbar.bus.DeadLetters;
import io.busbar.bus.Revocation;
import io.busbar.bus.events.EventSubscriber;
import io.busbar.bus.outbox.delivery.SubscriberWorker;
import io.busbar.bus.outbox.delivery.SubscriberWorkers;
import io.busbar.bus.permissions.ResourceKey;
import io.busbar.data.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactional outbox of one node: its changes, and the deliveries to the subscribers that it runs. Any number of nodes share a
 * database; each takes the deliveries it finds first and needs no knowledge of the others.
 */
public final class TransactionalOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionalOutbox.class);
    private static final long BACKLOG_INTERVAL_MILLIS = 15_000;

    /** Connections for the steps of jobs, which never wait for those of deliveries. */
    private static final int JOB_CONNECTIONS = 6;

    /** Connections for the claims and acknowledgements of deliveries with external effects, which are short. */
    private static final int EXTERNAL_CONNECTIONS = 4;

    /** Marks the types of jobs among the names of a notification. */
    private static final String JOB_PREFIX = "job:";

    /** The name in a notification that a timer is due before the next poll. */
    private static final String EARLY_TIMER = "timer:";

    private final Vertx vertx;
    private final OutboxSettings settings;
    private final OutboxMetrics metrics;
    private final Pool pool;
    private final SubscriberWorkers subscriberWorkers;
    private final Changes changes;
    private final Changes backgroundChanges;
    private final SubscriptionRegistry subscriptionRegistry;
    private final DeliveryPoller deliveryPoller;
    private final TimerScheduler timerScheduler;
    private final RecurringTimers recurringTimers;
    private final TimerScheduler recurringTimerScheduler;
    private final NotifyChannel notifyChannel;
    private final RetentionCleaner retentionCleaner;
    private final BacklogMonitor backlogMonitor;
    private final DeadLetters deadLetters;
    private final AuditTrail auditTrail;
    private final PostCommitBroadcast<Revocation> revocations;
    private final PostCommitBroadcast<ResourceKey> permissionChanges;
    private final PostCommitBroadcast<StoredPush> pushes;
    private final PostCommitBroadcast<OperationSetsChanged> operationSets;
    private final StateBroadcast states;
    private final Map<String, EventSubscriber> subscribers = new ConcurrentHashMap<>();
    private final Map<String, SubscriberWorker> workers = new ConcurrentHashMap<>();
    private final List<Long> timerIds = new ArrayList<>();
    private volatile Consumer<Set<String>> jobListener = types -> {};
    private volatile boolean started;

    /**
     * Creates the outbox without opening a connection. Deliveries use a connection pool of their own; changes use the one of {@code
     * database}.
     */
    public TransactionalOutbox(Vertx vertx, Database database, OutboxSettings settings, MeterRegistry registry) {
        this.vertx = vertx;
        this.settings = settings;
        this.metrics = new OutboxMetrics(registry);
        this.pool = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(settings.workers()
                                + EXTERNAL_CONNECTIONS
                                + JOB_CONNECTIONS
                                + 3) // for timers, recurring timers and the cleaner
                        .setIdleTimeout(1)
                        .setIdleTimeoutUnit(TimeUnit.MINUTES)
                        .setName("pg-deliveries"))
                .connectingTo(database.transactionOptions())
                .using(vertx)
                .build();
        this.changes =
                new TransactionalChanges(vertx, database.transactionPool(), settings, this::afterCommit, metrics);
        this.backgroundChanges = new TransactionalChanges(vertx, pool, settings, this::afterCommit, metrics);
        this.subscriberWorkers =
                new SubscriberWorkers(vertx, database, pool, backgroundChanges, settings, this::afterCommit, metrics);
        this.subscriptionRegistry = new SubscriptionRegistry(database);
        this.deliveryPoller =
                new DeliveryPoller(vertx, database, settings.pollInterval(), workers::keySet, this::afterCommit);
        TimerDispatcher timerDispatcher = new TimerDispatcher(pool, settings, this::afterCommit);
        this.timerScheduler = new TimerScheduler(vertx, timerDispatcher::fireDue, settings.pollInterval());
        this.recurringTimers = new RecurringTimers(database, pool, settings, this::afterCommit);
        this.recurringTimerScheduler = new TimerScheduler(vertx, recurringTimers::fireDue, settings.pollInterval());
        this.notifyChannel = new NotifyChannel(vertx, database.options(), this::onNotification);
        this.retentionCleaner = new RetentionCleaner(pool, settings);
        this.backlogMonitor = new BacklogMonitor(database, metrics);
        this.deadLetters = new DeadLetterStore(database);
        this.auditTrail = new AuditStore(database);
        this.revocations = new PostCommitBroadcast<>(vertx, "revocations", Revocation.class);
        this.permissionChanges = new PostCommitBroadcast<>(vertx, "permissions", ResourceKey.class);
        this.pushes = new PostCommitBroadcast<>(vertx, "pushes", StoredPush.class, StoredPush::withoutLargeData);
        this.operationSets = new PostCommitBroadcast<>(vertx, "operation-sets", OperationSetsChanged.class);
        this.states = new StateBroadcast(vertx);
    }

    /** Returns the changes, which work until the database is closed. */
    public Changes changes() {
        return changes;
    }

    /** Returns changes for work that no request waits for. They have connections of their own and work until the outbox stops. */
    public Changes backgroundChanges() {
        return backgroundChanges;
    }

    /** Sets who is told that jobs of these types may be due; an empty set means all types. It is called on any thread. */
    public void onJobsReady(Consumer<Set<String>> listener) {
        jobListener = listener;
    }

    /** Tells this node and the others that jobs of these types may be due. It is best effort; every node also polls. */
    public void announceJobs(Set<String> types) {
        if (!types.isEmpty()) {
            jobListener.accept(types);
            types.forEach(type -> notifyChannel.send(JOB_PREFIX + type));
        }
    }

    /** Returns the dead letters of all subscribers on any node. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    public AuditTrail auditTrail() {
        return auditTrail;
    }

    /** Broadcasts committed revocations. */
    public PostCommitBroadcast<Revocation> revocations() {
        return revocations;
    }

    /** Broadcasts the objects whose permissions committed changes have changed. */
    public PostCommitBroadcast<ResourceKey> permissionChanges() {
        return permissionChanges;
    }

    /** Broadcasts committed pushes. */
    public PostCommitBroadcast<StoredPush> pushes() {
        return pushes;
    }

    /** Broadcasts committed changes of operation sets. */
    public PostCommitBroadcast<OperationSetsChanged> operationSets() {
        return operationSets;
    }

    /** Broadcasts the latest values that users watch. */
    public StateBroadcast states() {
        return states;
    }

    /**
     * Adds a subscriber; a second one with the same name is ignored. Its handlers run on the Vert.x context of the caller. After {@link
     * #start()} it takes effect a moment later: events that are published before its subscription is stored do not reach it.
     */
    public void subscribe(EventSubscriber subscriber) {
        Context current = Vertx.currentContext();
        subscribe(subscriber, current == null ? vertx.getOrCreateContext() : current)
                .onFailure(cause -> LOG.warn(
                        "The subscription of {} could not be stored; retrying later", subscriber.name(), cause));
    }

    /**
     * Adds a subscriber whose handlers run on this context; a second one with the same name is ignored. Completes when its subscription is
     * stored, so that it gets all events from now on: at once before {@link #start()}, which stores it.
     */
    public Future<Void> subscribe(EventSubscriber subscriber, Context context) {
        if (subscribers.putIfAbsent(subscriber.name(), subscriber) != null) {
            return Future.succeededFuture();
        }
        workers.put(subscriber.name(), subscriberWorkers.create(subscriber, context));
        recurringTimers.add(subscriber);
        return started
                ? subscriptionRegistry.renew(List.of(subscriber)).compose(stored -> startRecurringTimers())
                : Future.succeededFuture();
    }

    /**
     * Removes subscribers from this node. Completes when the running transactions of their handlers have committed and the leases of the
     * others are returned; other nodes are told to take over their deliveries.
     */
    public Future<Void> unsubscribe(Collection<String> names) {
        List<Future<Void>> stops = new ArrayList<>();
        for (String name : names) {
            EventSubscriber subscriber = subscribers.remove(name);
            SubscriberWorker worker = workers.remove(name);
            if (subscriber != null && worker != null) {
                recurringTimers.remove(subscriber);
                stops.add(worker.stop().onComplete(ended -> notifyChannel.send(name)));
            }
        }
        return Future.join(stops).mapEmpty();
    }

    /** Stores the subscriptions, then starts the deliveries. Fails if the database is not reachable. */
    public Future<Void> start() {
        return subscriptionRegistry
                .renew(subscribers.values())
                .compose(known -> notifyChannel.start())
                .compose(listening -> revocations.start())
                .compose(listening -> permissionChanges.start())
                .compose(listening -> pushes.start())
                .compose(listening -> operationSets.start())
                .compose(listening -> states.start())
                .compose(listening -> startRecurringTimers())
                .onSuccess(listening -> {
                    started = true;
                    deliveryPoller.poll();
                    timerScheduler.wakeIn(Duration.ZERO);
                    schedulePeriodic(settings.cleanupInterval().toMillis(), this::runMaintenance);
                    schedulePeriodic(BACKLOG_INTERVAL_MILLIS, this::measureBacklog);
                });
    }

    /**
     * Stops taking deliveries and completes when the running transactions have committed and the leases of the others are returned. Changes
     * still work.
     */
    public Future<Void> stop() {
        started = false;
        timerIds.forEach(vertx::cancelTimer);
        Collection<Future<?>> stops = new ArrayList<>();
        stops.add(deliveryPoller.stop());
        stops.add(timerScheduler.stop());
        stops.add(recurringTimerScheduler.stop());
        stops.add(notifyChannel.stop());
        workers.values().forEach(worker -> stops.add(worker.stop()));
        return Future.join(List.copyOf(stops)).transform(ended -> pool.close());
    }

    private void afterCommit(PostCommit postCommit) {
        revocations.publish(postCommit.revocations());
        permissionChanges.publish(postCommit.permissionChanges());
        pushes.publish(postCommit.pushes());
        operationSets.publish(postCommit.operationSetChanges());
        announceJobs(postCommit.jobTypes());
        postCommit.earliestTimer().ifPresent(this::announceTimer);
        postCommit.forEachSubscriber((subscriber, partitions) -> {
            SubscriberWorker worker = workers.get(subscriber);
            if (worker == null) {
                notifyChannel.send(subscriber);
            } else if (started) {
                worker.wake(partitions);
            }
        });
    }

    /** Tells the other nodes only of timers that are due before they look again. */
    private void announceTimer(Duration untilDue) {
        if (started) {
            timerScheduler.wakeIn(untilDue);
        }
        if (untilDue.compareTo(settings.pollInterval()) < 0) {
            notifyChannel.send(EARLY_TIMER);
        }
    }

    private void onNotification(List<String> names) {
        if (names.isEmpty() || names.contains(EARLY_TIMER)) {
            timerScheduler.wakeIn(Duration.ZERO);
        }
        if (names.isEmpty()) {
            deliveryPoller.poll();
            jobListener.accept(Set.of());
            return;
        }
        Set<String> jobTypes = names.stream()
                .filter(name -> name.startsWith(JOB_PREFIX))
                .map(name -> name.substring(JOB_PREFIX.length()))
                .collect(Collectors.toSet());
        if (!jobTypes.isEmpty()) {
            jobListener.accept(jobTypes);
        }
        List<String> running = names.stream().filter(workers::containsKey).toList();
        deliveryPoller
                .findDue(running)
                .onFailure(cause ->
                        LOG.debug("Could not look up deliveries of {}; the next poll finds them", names, cause));
    }

    private Future<Void> startRecurringTimers() {
        return recurringTimers.isEmpty()
                ? Future.succeededFuture()
                : recurringTimers.store().onSuccess(stored -> recurringTimerScheduler.wakeIn(Duration.ZERO));
    }

    private void renewSubscriptions() {
        subscriptionRegistry
                .renew(subscribers.values())
                .onFailure(cause -> LOG.warn("Subscriptions could not be renewed; retrying later", cause));
    }

    private void runMaintenance() {
        renewSubscriptions();
        retentionCleaner.run().onFailure(cause -> LOG.warn("Retention cleanup failed; retrying later", cause));
    }

    private void measureBacklog() {
        backlogMonitor.measure().onFailure(cause -> LOG.debug("The backlog could not be measured", cause));
    }

    private void schedulePeriodic(long millis, Runnable task) {
        timerIds.add(vertx.setPeriodic(millis, tick -> task.run()));
    }
}
