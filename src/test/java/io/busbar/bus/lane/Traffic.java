package io.busbar.bus.lane;

import static io.busbar.bus.lane.LaneNode.eventually;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static io.busbar.bus.lane.SpecimenOperations.WRITE;

import io.busbar.bus.Operation;
import io.busbar.bus.lane.SpecimenOperations.Answered;
import io.busbar.bus.lane.SpecimenOperations.Words;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Calls one after the other, so many at a time. */
final class Traffic {
    private static final int PAUSE_MILLIS = 5;

    private final LaneNode caller;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final Metronome metronome = new Metronome();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Traffic(LaneNode caller, List<Operation<Words, Answered>> operations, int atOnce) {
        this.caller = caller;
        underWay.set(atOnce);
        for (int each = 0; each < atOnce; each++) {
            Operation<Words, Answered> operation = operations.get(each % operations.size());
            caller.vertx.runOnContext(ignored -> call(operation));
        }
    }

    /** Half of the calls are such as cannot be repeated. */
    static Traffic ofReadsAndWrites(LaneNode caller, int atOnce) {
        return new Traffic(caller, List.of(READ, WRITE), atOnce);
    }

    static Traffic ofReads(LaneNode caller, int atOnce) {
        return new Traffic(caller, List.of(READ), atOnce);
    }

    /** Lets this many more be answered. */
    void flow(int calls) {
        int enough = answered.get() + calls;
        eventually().until(() -> answered.get() >= enough || !failures.isEmpty());
    }

    int answered() {
        return answered.get();
    }

    /** How long the slowest call took, however it ended, without the time in which the machine did not let this process run. */
    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    /** Ends it, and tells what has failed. */
    Queue<Throwable> stop() {
        stopped = true;
        eventually().until(() -> underWay.get() == 0);
        metronome.close();
        return failures;
    }

    private void call(Operation<Words, Answered> operation) {
        if (stopped) {
            underWay.decrementAndGet();
            return;
        }
        long began = metronome.nanos();
        caller.call(operation, new Words("hi", null)).onComplete(done -> {
            slowest.accumulateAndGet(metronome.nanos() - began, Math::max);
            if (done.succeeded()) {
                answered.incrementAndGet();
            } else {
                failures.add(done.cause());
            }
            caller.vertx.setTimer(PAUSE_MILLIS, timer -> call(operation));
        });
    }
}
