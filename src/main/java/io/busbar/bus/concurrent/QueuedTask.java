package io.busbar.bus.concurrent;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A task and the future of its result. Both run and complete on the Vert.x context of the caller. */
final class QueuedTask<T> {
    private final Context context;
    private final Supplier<Future<T>> work;
    private final @Nullable Duration maxDuration;
    private final Promise<T> result = Promise.promise();
    private final long submittedNanos = System.nanoTime();

    QueuedTask(Context context, Supplier<Future<T>> work, @Nullable Duration maxDuration) {
        this.context = context;
        this.work = work;
        this.maxDuration = maxDuration;
    }

    Future<T> result() {
        return result.future();
    }

    @Nullable
    Duration maxDuration() {
        return maxDuration;
    }

    boolean isComplete() {
        return result.future().isComplete();
    }

    long waitedNanos() {
        return System.nanoTime() - submittedNanos;
    }

    void runOnContext(Runnable action) {
        if (context.equals(Vertx.currentContext())) {
            action.run();
        } else {
            context.runOnContext(now -> action.run());
        }
    }

    Future<T> run() {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    void complete(AsyncResult<T> outcome) {
        runOnContext(() -> {
            if (outcome.succeeded()) {
                result.tryComplete(outcome.result());
            } else {
                result.tryFail(outcome.cause());
            }
        });
    }

    void fail(Throwable cause) {
        result.tryFail(cause);
    }
}
