package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ_SHORT_DEADLINE;

import io.busbar.bus.Failure;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.busbar.bus.rpc.EchoOperations.EchoResponse;
import io.vertx.core.AsyncResult;
import java.util.Set;
import java.util.TreeSet;

/** Sends 400 calls of 64 KB per second, whatever their outcome, and prints the outcomes every quarter of a second. */
final class OverloadClient {
    private static final int CALLS_PER_TICK = 4;
    private static final int SEND_INTERVAL_MILLIS = 10;
    private static final int REPORT_INTERVAL_MILLIS = 250;

    private final RpcTestNode caller;
    private final EchoRequest echoRequest = new EchoRequest("x".repeat(64 << 10), null);
    private final Set<String> outcomes = new TreeSet<>();

    OverloadClient(RpcTestNode caller) {
        this.caller = caller;
    }

    void start() {
        caller.vertx.runOnContext(ignored -> {
            caller.vertx.setPeriodic(SEND_INTERVAL_MILLIS, timer -> {
                for (int each = 0; each < CALLS_PER_TICK; each++) {
                    caller.call(READ_SHORT_DEADLINE, echoRequest).onComplete(this::count);
                }
            });
            caller.vertx.setPeriodic(REPORT_INTERVAL_MILLIS, timer -> {
                System.out.println("outcomes " + outcomes);
                outcomes.clear();
            });
        });
    }

    private void count(AsyncResult<EchoResponse> done) {
        String outcome =
                done.cause() instanceof Failure failure ? failure.code().name() : done.succeeded() ? "OK" : "?";
        outcomes.add(outcome);
    }
}
