package io.busbar.bus.jobs.engine;

import io.busbar.bus.Changes;
import io.busbar.bus.jobs.JobRunner;
import io.busbar.bus.jobs.Jobs;
import io.busbar.bus.jobs.engine.JobScheduler.CommittedStep;
import io.busbar.bus.outbox.StatePush;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of one node. Any number of nodes share a database; each claims the steps it finds first. A node is told of new jobs after the
 * commit that starts them, and looks for due steps regularly, which also finds retries and the steps of lost nodes.
 */
public final class JobEngine {
    private static final Logger LOG = LoggerFactory.getLogger(JobEngine.class);
    private static final long BACKLOG_INTERVAL_MILLIS = 15_000;

    private final Vertx vertx;
    private final JobSettings settings;
    private final TransactionalOutbox outbox;
    private final JobQueue queue;
    private final JobScheduler scheduler;
    private final JobMetrics metrics;
    private final JobBacklogMonitor backlogMonitor;
    private final Jobs jobs;
    private final ProgressReader progressReader;
    private final Map<String, LocalRunner<?>> runners = new ConcurrentHashMap<>();
    private final List<Long> timerIds = new ArrayList<>();
    private volatile boolean started;

    /** Creates the engine without opening a connection. Steps use the connections of the outbox for background work. */
    public JobEngine(
            Vertx vertx,
            Database database,
            TransactionalOutbox outbox,
            JobSettings settings,
            MeterRegistry meterRegistry) {
        Changes changes = outbox.backgroundChanges();
        this.vertx = vertx;
        this.settings = settings;
        this.outbox = outbox;
        this.queue = new JobQueue(database, changes, settings);
        this.metrics = new JobMetrics(meterRegistry);
        this.backlogMonitor = new JobBacklogMonitor(database, metrics);
        this.jobs = new JobReader(database);
        this.progressReader = new ProgressReader(database);
        this.scheduler = new JobScheduler(vertx, settings, queue, new StepExecution(changes), runners, this::onCommit);
    }

    /** Returns the jobs of the whole deployment. */
    public Jobs jobs() {
        return jobs;
    }

    /** Returns the progress of the user's active jobs, for a browser that subscribes. */
    public Future<List<StatePush>> currentProgress(UUID user) {
        return progressReader.read(user);
    }

    /** Adds the code that runs a job; a second one for the same job is ignored. Its steps run on the Vert.x context of the caller. */
    public void register(JobRunner<?> runner) {
        Context current = Vertx.currentContext();
        register(runner, current == null ? vertx.getOrCreateContext() : current);
    }

    /** Adds the code that runs a job, whose steps run on this context; a second one for the same job is ignored. */
    public void register(JobRunner<?> runner, Context context) {
        runners.putIfAbsent(runner.job().type(), new LocalRunner<>(runner, context));
        if (started) {
            scheduler.wake(Set.of(runner.job().type()));
        }
    }

    /**
     * Removes the code that runs these types of jobs from this node. Running steps may finish for a moment; then their leases are
     * returned, so that other nodes take over at once.
     */
    public Future<Void> unregister(Collection<String> types) {
        List<LocalRunner<?>> removed = new ArrayList<>();
        for (String type : types) {
            LocalRunner<?> runner = runners.remove(type);
            if (runner != null) {
                removed.add(runner);
            }
        }
        return scheduler.retire(removed).onSuccess(outbox::announceJobs).mapEmpty();
    }

    /** Starts to claim steps. */
    public Future<Void> start() {
        started = true;
        outbox.onJobsReady(this::wake);
        schedulePeriodic(settings.pollInterval().toMillis(), this::poll);
        schedulePeriodic(settings.renewInterval().toMillis(), scheduler::renewLeases);
        schedulePeriodic(BACKLOG_INTERVAL_MILLIS, this::measureBacklog);
        scheduler.wake(runners.keySet());
        return Future.succeededFuture();
    }

    /** Stops claiming steps, and returns the leases of those that do not finish at once. */
    public Future<Void> stop() {
        started = false;
        timerIds.forEach(vertx::cancelTimer);
        return scheduler.stop().onSuccess(outbox::announceJobs).mapEmpty();
    }

    /** Wakes these types; an empty set means all types. */
    private void wake(Set<String> types) {
        if (started) {
            scheduler.wake(types.isEmpty() ? runners.keySet() : types);
        }
    }

    private void onCommit(CommittedStep committed) {
        metrics.recordStep(committed.step().type(), committed.commit().result(), committed.nanos());
        outbox.announceJobs(committed.commit().readyTypes());
        if (freesClusterPermit(committed)) {
            outbox.announceJobs(Set.of(committed.step().type()));
        }
        committed.commit().progress().forEach(made -> outbox.states().publish(made.toPush()));
    }

    /** Returns whether the end of this step lets another job of its type run; if the same job continues at once, it does not. */
    private boolean freesClusterPermit(CommittedStep committed) {
        LocalRunner<?> runner = runners.get(committed.step().type());
        return runner != null
                && runner.job().isLimitedInCluster()
                && !committed.commit().nextDelay().isZero();
    }

    private void poll() {
        queue.findDue(runners.keySet())
                .onSuccess(scheduler::wake)
                .onFailure(cause -> LOG.debug("Due steps could not be looked up; the next poll retries", cause));
    }

    private void measureBacklog() {
        Collection<String> types = runners.keySet();
        if (!types.isEmpty()) {
            backlogMonitor
                    .measure(types)
                    .onFailure(cause -> LOG.debug("The backlog of jobs could not be measured", cause));
        }
    }

    private void schedulePeriodic(long millis, Runnable task) {
        timerIds.add(vertx.setPeriodic(millis, tick -> task.run()));
    }
}
