package io.busbar.bus.concurrent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a limited number of tasks at once; a limited number of further tasks wait in order. A task fails with SERVICE_UNAVAILABLE, which
 * says when to try again, if the queue is full or its deadline passes first. A task that waits beyond its deadline is never started,
 * because its caller has given up. May be used from any thread; results arrive on the Vert.x context of the caller.
 */
public final class BoundedExecutor {
    private enum Admission {
        STARTED,
        QUEUED,
        REJECTED
    }

    private final Vertx vertx;
    private final ExecutorLimits limits;
    private final ExecutorMetrics metrics;
    private final ExecutorThreads threads;
    private final Deque<QueuedTask<?>> queue = new ArrayDeque<>();
    private final Promise<Void> drained = Promise.promise();
    private int active;
    private boolean closed;

    /**
     * Creates an executor; threads are started on first use.
     *
     * @param name    the name of its threads
     * @param metrics several executors may share them
     */
    public BoundedExecutor(Vertx vertx, String name, ExecutorLimits limits, ExecutorMetrics metrics) {
        this.vertx = vertx;
        this.limits = limits;
        this.metrics = metrics;
        this.threads = new ExecutorThreads(vertx, name, limits.maxConcurrent());
    }

    /** Runs an asynchronous task, which counts as running until its future completes. */
    public <T> Future<T> run(Instant deadline, Supplier<Future<T>> task) {
        return submit(deadline, task, limits.maxDuration());
    }

    /** Runs a blocking task on a worker thread, which suits computations. */
    public <T> Future<T> runOnWorker(Instant deadline, Callable<T> task) {
        return submit(deadline, () -> threads.onWorker(task), null);
    }

    /** Runs a blocking task on a virtual thread, which suits libraries that wait for the network or a process. */
    public <T> Future<T> runOnVirtualThread(Instant deadline, Callable<T> task) {
        return submit(deadline, () -> threads.onVirtualThread(task), null);
    }

    /** Refuses further tasks and completes when all running and waiting ones have ended. */
    public Future<Void> close() {
        synchronized (this) {
            closed = true;
            if (active == 0) {
                drained.tryComplete();
            }
        }
        return drained.future().eventually(threads::close);
    }

    private <T> Future<T> submit(Instant deadline, Supplier<Future<T>> work, @Nullable Duration maxDuration) {
        Context current = Vertx.currentContext();
        QueuedTask<T> task =
                new QueuedTask<>(current == null ? vertx.getOrCreateContext() : current, work, maxDuration);
        Admission admission = Instant.now().isBefore(deadline) ? admit(task) : Admission.REJECTED;
        if (admission == Admission.REJECTED) {
            metrics.rejected();
            return Future.failedFuture(limits.busy());
        }
        failAtDeadline(task, deadline);
        if (admission == Admission.STARTED) {
            task.runOnContext(() -> start(task));
        }
        return task.result();
    }

    private synchronized Admission admit(QueuedTask<?> task) {
        if (closed) {
            return Admission.REJECTED;
        }
        if (active < limits.maxConcurrent()) {
            active++;
            return Admission.STARTED;
        }
        if (queue.size() >= limits.maxQueued()) {
            return Admission.REJECTED;
        }
        queue.add(task);
        metrics.enqueued();
        return Admission.QUEUED;
    }

    private void failAtDeadline(QueuedTask<?> task, Instant deadline) {
        if (deadline.equals(Instant.MAX)) {
            return;
        }
        long remainingMillis =
                Math.max(0, Duration.between(Instant.now(), deadline).toMillis());
        long timer = vertx.setTimer(remainingMillis + 1, fired -> expire(task));
        task.result().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void expire(QueuedTask<?> task) {
        boolean waited;
        synchronized (this) {
            waited = queue.remove(task);
        }
        if (waited) {
            metrics.dequeued();
            metrics.rejected();
        }
        task.runOnContext(() -> task.fail(limits.busy()));
    }

    private <T> void start(QueuedTask<T> task) {
        metrics.started(task.waitedNanos());
        Future<T> running = task.run();
        Duration maxDuration = task.maxDuration();
        Future<T> counted =
                maxDuration == null ? running : running.timeout(maxDuration.toMillis(), TimeUnit.MILLISECONDS);
        counted.onComplete(ended -> {
            metrics.ended();
            startNext();
        });
        running.onComplete(task::complete);
    }

    private void startNext() {
        QueuedTask<?> next = pollOrFree();
        if (next != null) {
            metrics.dequeued();
            next.runOnContext(() -> startUnlessExpired(next));
        }
    }

    private void startUnlessExpired(QueuedTask<?> task) {
        if (task.isComplete()) {
            startNext();
        } else {
            start(task);
        }
    }

    /** Returns the next task that waits; if there is none, one task fewer runs from now on. */
    private synchronized @Nullable QueuedTask<?> pollOrFree() {
        QueuedTask<?> next = queue.poll();
        if (next == null) {
            active--;
            if (closed && active == 0) {
                drained.tryComplete();
            }
        }
        return next;
    }
}
