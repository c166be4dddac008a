package io.busbar.bus.jobs.engine;

import io.busbar.bus.jobs.engine.ClaimedStep.ClaimKey;
import io.busbar.bus.jobs.engine.JobQueue.Renewal;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims steps as permits become available, and runs them. A type is ready when it may have due steps: it was announced, a poll found it,
 * or the last claim was full. All state belongs to one Vert.x context.
 */
final class JobScheduler {
    private static final Logger LOG = LoggerFactory.getLogger(JobScheduler.class);

    private final Vertx vertx;
    private final Context context;
    private final JobSettings settings;
    private final JobQueue queue;
    private final StepExecution execution;
    private final Consumer<CommittedStep> onCommit;
    private final Map<String, LocalRunner<?>> runners;
    private final Set<String> ready = new LinkedHashSet<>();
    /** For each job, the number of steps of a claim that has not returned yet. */
    private final Map<LocalRunner<?>, Integer> claiming = new HashMap<>();

    private final Map<ClaimKey, HeldStep> running = new HashMap<>();
    private final List<Retirement> retirements = new ArrayList<>();
    private boolean stopping;

    /** The jobs that this node no longer runs, and the promise that completes when none of their steps runs here. */
    private record Retirement(Predicate<LocalRunner<?>> retired, Promise<Void> idle) {}

    /** A step that has ended on this node, for metrics and announcements. */
    record CommittedStep(ClaimedStep step, StepCommit commit, long nanos) {}

    /**
     * Creates a scheduler.
     *
     * @param runners  the jobs that this node runs, by type; may change
     * @param onCommit is called on the context of the scheduler
     */
    JobScheduler(
            Vertx vertx,
            JobSettings settings,
            JobQueue queue,
            StepExecution execution,
            Map<String, LocalRunner<?>> runners,
            Consumer<CommittedStep> onCommit) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.queue = queue;
        this.execution = execution;
        this.runners = runners;
        this.onCommit = onCommit;
    }

    /** Marks types as ready; those that this node does not run are ignored. */
    void wake(Collection<String> types) {
        context.runOnContext(now -> {
            types.stream().filter(runners::containsKey).forEach(ready::add);
            claimReady();
        });
    }

    /** Renews the leases of the running steps, and marks those that were lost. */
    void renewLeases() {
        context.runOnContext(now -> {
            List<ClaimedStep> steps =
                    running.values().stream().map(HeldStep::step).toList();
            if (!steps.isEmpty()) {
                long sentNanos = System.nanoTime();
                queue.renew(steps)
                        .onSuccess(renewal -> context.runOnContext(later -> onRenewed(renewal, sentNanos)))
                        .onFailure(cause -> LOG.debug("Leases could not be renewed; trying again", cause));
            }
        });
    }

    /**
     * Stops claiming. Running steps may finish for a moment; then their leases are returned, so that other nodes take over at once.
     *
     * @return the types of the returned steps
     */
    Future<Set<String>> stop() {
        context.runOnContext(now -> stopping = true);
        return retire(runner -> true);
    }

    /**
     * Stops running these jobs, which are no longer among the runners. Running steps may finish for a moment; then their leases are
     * returned.
     *
     * @return the types of the returned steps
     */
    Future<Set<String>> retire(Collection<LocalRunner<?>> retired) {
        return retire(Set.copyOf(retired)::contains);
    }

    private Future<Set<String>> retire(Predicate<LocalRunner<?>> retired) {
        Promise<Void> idle = Promise.promise();
        context.runOnContext(now -> {
            retirements.add(new Retirement(retired, idle));
            completeIdleRetirements();
        });
        Future<Void> grace = vertx.timer(settings.drainTimeout().toMillis()).mapEmpty();
        return Future.any(idle.future(), grace).transform(waited -> onContext(() -> releaseAll(retired)));
    }

    private Future<Set<String>> releaseAll(Predicate<LocalRunner<?>> retired) {
        List<HeldStep> held = running.values().stream()
                .filter(step -> retired.test(step.runner()))
                .toList();
        held.forEach(HeldStep::markLost);
        return release(held.stream().map(HeldStep::step).toList());
    }

    private Future<Set<String>> release(List<ClaimedStep> steps) {
        Set<String> types = new LinkedHashSet<>();
        steps.forEach(step -> types.add(step.type()));
        return steps.isEmpty()
                ? Future.succeededFuture(Set.of())
                : queue.release(steps)
                        .onFailure(cause -> LOG.warn("Leases could not be returned; they expire", cause))
                        .map(types);
    }

    private void claimReady() {
        if (stopping) {
            return;
        }
        for (LocalRunner<?> runner : readyByPriority()) {
            String type = runner.job().type();
            int permits = claiming.containsKey(runner) || mustWait(runner) ? 0 : freePermits(runner);
            if (permits > 0) {
                ready.remove(type);
                claiming.put(runner, permits);
                long sentNanos = System.nanoTime();
                queue.claim(runner.job(), permits)
                        .onComplete(
                                claimed -> context.runOnContext(now -> onClaimed(runner, permits, sentNanos, claimed)));
            }
        }
    }

    private List<LocalRunner<?>> readyByPriority() {
        List<LocalRunner<?>> byPriority = new ArrayList<>();
        ready.retainAll(runners.keySet());
        ready.forEach(type -> Optional.ofNullable(runners.get(type)).ifPresent(byPriority::add));
        byPriority.sort(Comparator.comparing(runner -> runner.job().priority()));
        return byPriority;
    }

    /** A claim of a higher priority that has not returned yet may need the permits that become free meanwhile. */
    private boolean mustWait(LocalRunner<?> runner) {
        return runner.isTransactional()
                && claiming.keySet().stream()
                        .anyMatch(other -> other.isTransactional()
                                && other.job().priority().compareTo(runner.job().priority()) < 0);
    }

    private void onClaimed(LocalRunner<?> runner, int permits, long sentNanos, AsyncResult<List<ClaimedStep>> claimed) {
        claiming.remove(runner);
        if (claimed.failed()) {
            LOG.debug("{} could not be claimed; the next poll retries", runner.job(), claimed.cause());
        } else if (stopping || !runner.equals(runners.get(runner.job().type()))) {
            release(claimed.result());
        } else {
            claimed.result().forEach(step -> start(new HeldStep(runner, step, sentNanos, settings.lease())));
            if (claimed.result().size() == permits) {
                ready.add(runner.job().type());
            }
        }
        claimReady();
        completeIdleRetirements();
    }

    private void start(HeldStep held) {
        long startedNanos = System.nanoTime();
        running.put(held.step().claim(), held);
        execution
                .run(held)
                .onSuccess(commit -> context.runOnContext(
                        now -> onEnd(held, new CommittedStep(held.step(), commit, System.nanoTime() - startedNanos))));
    }

    private void onEnd(HeldStep held, CommittedStep committed) {
        running.remove(held.step().claim());
        StepCommit commit = committed.commit();
        if (commit.hasNextStep()) {
            wakeAfter(commit, held.step().type());
        }
        onCommit.accept(committed);
        claimReady();
        completeIdleRetirements();
    }

    /** Marks the type as ready when its next step is due. Longer pauses are left to the poll. */
    private void wakeAfter(StepCommit commit, String type) {
        long millis = commit.nextDelay().toMillis();
        if (millis <= 0) {
            ready.add(type);
        } else if (millis < 2 * settings.pollInterval().toMillis()) {
            vertx.setTimer(millis, due -> wake(List.of(type)));
        }
    }

    private void onRenewed(Renewal renewal, long sentNanos) {
        running.forEach((claim, held) -> {
            if (renewal.renewed().contains(claim)) {
                held.renew(sentNanos, settings.lease());
            } else if (renewal.lost().contains(claim)) {
                held.markLost();
            }
        });
    }

    /** Returns how many steps of this type may be claimed now. */
    private int freePermits(LocalRunner<?> runner) {
        String type = runner.job().type();
        int ofType = runner.job().perNode() - count(other -> other.job().type().equals(type));
        return runner.isTransactional()
                ? Math.min(ofType, settings.transactionalSteps() - count(LocalRunner::isTransactional))
                : ofType;
    }

    /** Counts the steps that run or are being claimed. */
    private int count(Predicate<LocalRunner<?>> filter) {
        int count = (int) running.values().stream()
                .filter(held -> filter.test(held.runner()))
                .count();
        for (Map.Entry<LocalRunner<?>, Integer> claim : claiming.entrySet()) {
            count += filter.test(claim.getKey()) ? claim.getValue() : 0;
        }
        return count;
    }

    private void completeIdleRetirements() {
        retirements.removeIf(retirement -> {
            boolean idle = count(retirement.retired) == 0;
            if (idle) {
                retirement.idle.tryComplete();
            }
            return idle;
        });
    }

    private <T> Future<T> onContext(Supplier<Future<T>> work) {
        Promise<T> result = Promise.promise();
        context.runOnContext(now -> work.get().onComplete(result));
        return result.future();
    }
}
