package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.WRITE;
import static io.busbar.bus.rpc.RpcTestNode.eventually;

import io.busbar.bus.Operation;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Calls the echo service continuously, with a fixed number of concurrent calls. */
final class LoadGenerator {
    private static final int PAUSE_MILLIS = 5;

    private final RpcTestNode caller;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger activeCalls = new AtomicInteger();
    private final AtomicLong slowest = new AtomicLong();
    private final ProcessClock processClock = new ProcessClock();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private LoadGenerator(RpcTestNode caller, List<Operation<EchoRequest, EchoResponse>> operations, int atOnce) {
        this.caller = caller;
        activeCalls.set(atOnce);
        for (int each = 0; each < atOnce; each++) {
            Operation<EchoRequest, EchoResponse> operation = operations.get(each % operations.size());
            caller.vertx.runOnContext(ignored -> call(operation));
        }
    }

    /** Starts the load; half of the calls are not idempotent. */
    static LoadGenerator ofReadsAndWrites(RpcTestNode caller, int atOnce) {
        return new LoadGenerator(caller, List.of(READ, WRITE), atOnce);
    }

    static LoadGenerator ofReads(RpcTestNode caller, int atOnce) {
        return new LoadGenerator(caller, List.of(READ), atOnce);
    }

    /** Waits until this many more calls have been answered. */
    void awaitCalls(int calls) {
        int enough = answered.get() + calls;
        eventually().until(() -> answered.get() >= enough || !failures.isEmpty());
    }

    int answered() {
        return answered.get();
    }

    /** Returns the duration of the slowest call, whatever its outcome, without the time in which the machine did not run this process. */
    Duration slowest() {
        return Duration.ofNanos(slowest.get());
    }

    /** Stops the load and returns the failures. */
    Queue<Throwable> stop() {
        stopped = true;
        eventually().until(() -> activeCalls.get() == 0);
        processClock.close();
        return failures;
    }

    private void call(Operation<EchoRequest, EchoResponse> operation) {
        if (stopped) {
            activeCalls.decrementAndGet();
            return;
        }
        long startedAt = processClock.nanos();
        caller.call(operation, new EchoRequest("hi", null)).onComplete(done -> {
            slowest.accumulateAndGet(processClock.nanos() - startedAt, Math::max);
            if (done.succeeded()) {
                answered.incrementAndGet();
            } else {
                failures.add(done.cause());
            }
            caller.vertx.setTimer(PAUSE_MILLIS, timer -> call(operation));
        });
    }
}
