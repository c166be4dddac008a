package io.busbar.bus.concurrent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads that run the blocking tasks of an executor. Worker threads are started on first use; virtual ones for each task. */
final class ExecutorThreads {
    private final Vertx vertx;
    private final String name;
    private final int maxThreads;
    private @Nullable WorkerExecutor workers;

    ExecutorThreads(Vertx vertx, String name, int maxThreads) {
        this.vertx = vertx;
        this.name = name;
        this.maxThreads = maxThreads;
    }

    <T> Future<T> onWorker(Callable<T> task) {
        return workers().executeBlocking(task, false);
    }

    <T> Future<T> onVirtualThread(Callable<T> task) {
        return OnVirtualThread.call(name, task);
    }

    private synchronized WorkerExecutor workers() {
        if (workers == null) {
            workers = vertx.createSharedWorkerExecutor(name, maxThreads, 1, TimeUnit.MINUTES);
        }
        return workers;
    }

    synchronized Future<Void> close() {
        return workers == null ? Future.succeededFuture() : workers.close();
    }
}
