package io.busbar.bus.concurrent;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;

/** Runs work that takes too long for an event loop on a virtual thread of its own. */
public final class OnVirtualThread {
    private OnVirtualThread() {}

    /** Returns the result of the work. Whatever it throws, also an error, fails the future. */
    public static <T> Future<T> call(String name, Callable<T> work) {
        Promise<T> result = Promise.promise();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.fail(e);
            }
        });
        return result.future();
    }
}
