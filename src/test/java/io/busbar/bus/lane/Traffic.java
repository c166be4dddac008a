package io.busbar.bus.lane;

import static io.busbar.bus.lane.SpecimenOperations.READ;
import static io.busbar.bus.lane.SpecimenOperations.WRITE;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import io.vertx.core.AsyncResult;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls without pause, so many at a time, half of them such as cannot be repeated. */
final class Traffic {
    private final TestNode caller;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    Traffic(TestNode caller, int atOnce) {
        this.caller = caller;
        underWay.set(atOnce);
        for (int each = 0; each < atOnce; each++) {
            boolean writes = each % 2 == 0;
            caller.vertx.runOnContext(ignored -> call(writes));
        }
    }

    /** Lets this many more be answered. */
    void flow(int calls) {
        int enough = answered.get() + calls;
        await().until(() -> answered.get() >= enough || !failures.isEmpty());
    }

    int answered() {
        return answered.get();
    }

    /** Ends it, and tells what has failed. */
    Queue<Throwable> stop() {
        stopped = true;
        await().until(() -> underWay.get() == 0);
        return failures;
    }

    private void call(boolean writes) {
        if (stopped) {
            underWay.decrementAndGet();
        } else {
            caller.call(writes ? WRITE : READ, new Words("hi", null)).onComplete(done -> count(done, writes));
        }
    }

    private void count(AsyncResult<Answered> done, boolean writes) {
        if (done.succeeded()) {
            answered.incrementAndGet();
        } else {
            failures.add(done.cause());
        }
        caller.vertx.runOnContext(ignored -> call(writes));
    }
}
