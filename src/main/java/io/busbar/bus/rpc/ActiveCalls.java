package io.busbar.bus.rpc;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Counts the calls that this node's services are handling. This class is thread-safe. */
final class ActiveCalls {
    private final List<Promise<Void>> idlePromises = new ArrayList<>();
    private int count;

    synchronized void begin() {
        count++;
    }

    void end() {
        List<Promise<Void>> completed;
        synchronized (this) {
            count--;
            if (count > 0 || idlePromises.isEmpty()) {
                return;
            }
            completed = List.copyOf(idlePromises);
            idlePromises.clear();
        }
        completed.forEach(Promise::tryComplete);
    }

    synchronized int count() {
        return count;
    }

    /** Completes when no call is active. */
    Future<Void> whenIdle() {
        Promise<Void> promise = Promise.promise();
        begin();
        synchronized (this) {
            idlePromises.add(promise);
        }
        end();
        return promise.future();
    }
}
