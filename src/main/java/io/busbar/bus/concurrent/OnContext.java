package io.busbar.bus.concurrent;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Continues on a Vert.x context after work that completes on another thread. */
public final class OnContext {
    private OnContext() {}

    /** Returns a future that completes on the context, at once if the given one is complete and this is the context. */
    public static <T> Future<T> resume(Context context, Future<T> future) {
        if (future.isComplete() && context.equals(Vertx.currentContext())) {
            return future;
        }
        Promise<T> promise = Promise.promise();
        future.onComplete((result, cause) -> context.runOnContext(ignored -> promise.complete(result, cause)));
        return promise.future();
    }
}
