package io.busbar.bus.lane;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Counts the calls that this node's services are working on. */
final class ActiveCalls {
    private final List<Promise<Void>> waiting = new ArrayList<>();
    private int count;

    synchronized void begin() {
        count++;
    }

    void end() {
        List<Promise<Void>> told;
        synchronized (this) {
            count--;
            if (count > 0 || waiting.isEmpty()) {
                return;
            }
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(Promise::tryComplete);
    }

    synchronized int count() {
        return count;
    }

    /** When there are none. */
    Future<Void> none() {
        Promise<Void> promise = Promise.promise();
        begin();
        synchronized (this) {
            waiting.add(promise);
        }
        end();
        return promise.future();
    }
}
