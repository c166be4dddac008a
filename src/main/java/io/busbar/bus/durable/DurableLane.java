package io.busbar.bus.durable;

import io.busbar.bus.AuditTrail;
import io.busbar.bus.Changes;
import io.busbar.bus.DeadLetters;
import io.busbar.bus.Revocation;
import io.busbar.bus.Subscriber;
import io.busbar.data.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable lane of one node: its changes, and the deliveries to the subscribers that it runs. Of any number of nodes on one
 * database, each takes what it finds first; none needs to know of the others.
 */
public final class DurableLane {
    private static final Logger LOG = LoggerFactory.getLogger(DurableLane.class);
    private static final long COUNT_MILLIS = 15_000;

    private final Vertx vertx;
    private final DurableSettings settings;
    private final DurableLaneMetrics meters;
    private final Pool pool;
    private final AsyncSemaphore permits;
    private final AsyncSemaphore outsidePermits;
    private final RetryScheduler setbacks;
    private final Changes changes;
    private final Subscriptions subscriptions;
    private final DeliveryPoller lookout;
    private final NotifyChannel notices;
    private final Sweep sweep;
    private final BacklogMonitor backlogs;
    private final DeadLetters deadLetters;
    private final AuditTrail audit;
    private final CommitFeed<Revocation> revocations;
    private final CommitFeed<StoredPush> pushes;
    private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();
    private final Map<String, DeliveryWorker> workers = new ConcurrentHashMap<>();
    private final List<Long> clocks = new ArrayList<>();
    private volatile boolean started;

    /** Opens no connection yet. Deliveries have connections of their own beside those of {@code database}, which changes use. */
    public DurableLane(Vertx vertx, Database database, DurableSettings settings, MeterRegistry registry) {
        this.vertx = vertx;
        this.settings = settings;
        this.meters = new DurableLaneMetrics(registry);
        this.permits = new AsyncSemaphore(settings.workers());
        this.outsidePermits = new AsyncSemaphore(settings.outsideWorkers());
        this.pool = PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(settings.workers() + settings.outsideWorkers() + 2)
                        .setIdleTimeout(1)
                        .setIdleTimeoutUnit(TimeUnit.MINUTES)
                        .setName("pg-deliveries"))
                .connectingTo(database.options())
                .using(vertx)
                .build();
        this.setbacks = new RetryScheduler(pool, settings, meters);
        this.changes = new DurableChanges(vertx, database.transactions(), settings, this::committed, meters);
        this.subscriptions = new Subscriptions(database);
        Timers timers = new Timers(database, pool, settings, this::committed);
        this.lookout = new DeliveryPoller(vertx, database, timers, settings.poll(), workers::keySet, this::committed);
        this.notices = new NotifyChannel(vertx, database.options(), this::heard);
        this.sweep = new Sweep(pool, settings);
        this.backlogs = new BacklogMonitor(database, meters);
        this.deadLetters = new DeadLetterStore(database);
        this.audit = new AuditStore(database);
        this.revocations = new CommitFeed<>(vertx, "revocations", Revocation.class);
        this.pushes = new CommitFeed<>(vertx, "pushes", StoredPush.class, StoredPush::abridged);
    }

    /** Writes, from now on and until the database closes. */
    public Changes changes() {
        return changes;
    }

    /** What failed every attempt, of all subscribers on any node. */
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    /** What changes wrote down about themselves. */
    public AuditTrail audit() {
        return audit;
    }

    /** Tells of tokens that are void. */
    public CommitFeed<Revocation> revocations() {
        return revocations;
    }

    /** Tells of what was pushed. */
    public CommitFeed<StoredPush> pushes() {
        return pushes;
    }

    /**
     * Adds a subscriber, once by name. Its effects run on the context of whoever subscribes. After {@link #start()} it takes effect a
     * moment later: what is announced before the database knows of it does not reach it.
     */
    public void subscribe(Subscriber subscriber) {
        if (subscribers.putIfAbsent(subscriber.name(), subscriber) != null) {
            return;
        }
        Context current = Vertx.currentContext();
        Context context = current == null ? vertx.getOrCreateContext() : current;
        DeliveryBatch batch = new DeliveryBatch(subscriber, pool, settings, this::committed, setbacks, meters);
        workers.put(
                subscriber.name(),
                new DeliveryWorker(context, subscriber.isOutside() ? outsidePermits : permits, batch));
        if (started) {
            renew();
        }
    }

    /** Makes the subscribers known, then delivers. Fails when the database does not answer. */
    public Future<Void> start() {
        return subscriptions
                .renew(subscribers.values())
                .compose(known -> notices.start())
                .compose(listening -> revocations.open())
                .compose(listening -> pushes.open())
                .onSuccess(listening -> {
                    started = true;
                    lookout.look();
                    every(settings.sweep().toMillis(), this::tidy);
                    every(COUNT_MILLIS, this::count);
                });
    }

    /** Takes no further delivery and completes when those at work have committed. Changes go on. */
    public Future<Void> stop() {
        started = false;
        clocks.forEach(vertx::cancelTimer);
        Collection<Future<?>> ending = new ArrayList<>();
        ending.add(lookout.stop());
        ending.add(notices.stop());
        workers.values().forEach(worker -> ending.add(worker.stop()));
        return Future.join(List.copyOf(ending)).transform(ended -> pool.close());
    }

    private void committed(Aftermath aftermath) {
        revocations.committed(aftermath.revocations());
        pushes.committed(aftermath.pushes());
        aftermath.each((subscriber, slots) -> {
            DeliveryWorker worker = workers.get(subscriber);
            if (worker == null) {
                notices.tell(subscriber);
            } else if (started) {
                worker.wake(slots);
            }
        });
    }

    private void heard(List<String> names) {
        if (names.isEmpty()) {
            lookout.look();
        } else {
            lookout.waiting(names.stream().filter(workers::containsKey).toList())
                    .onFailure(cause -> LOG.debug("not looked for {}; the poll will", names, cause));
        }
    }

    private void renew() {
        subscriptions
                .renew(subscribers.values())
                .onFailure(cause -> LOG.warn("Subscriptions are not renewed; trying again later", cause));
    }

    private void tidy() {
        renew();
        sweep.run().onFailure(cause -> LOG.warn("Nothing is swept; trying again later", cause));
    }

    private void count() {
        backlogs.count().onFailure(cause -> LOG.debug("Waiting deliveries are not counted", cause));
    }

    private void every(long millis, Runnable task) {
        clocks.add(vertx.setPeriodic(millis, tick -> task.run()));
    }
}
