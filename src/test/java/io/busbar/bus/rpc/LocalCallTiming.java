package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;

import io.busbar.bus.RequestContext;
import io.busbar.bus.rpc.EchoOperations.EchoRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;

/**
 * Measures calls within one JVM, from the service's event loop and from another one: medians of rounds, in nanoseconds per call, with 64
 * calls under way. Run by hand; it asserts nothing.
 */
final class LocalCallTiming {
    private static final int CALLS = 50_000;
    private static final int CONCURRENT = 64;
    private static final EchoRequest REQUEST = new EchoRequest("hi", null);

    private final RpcTestNode node;
    private final Promise<Void> done = Promise.promise();
    private int started;
    private int ended;

    private LocalCallTiming(RpcTestNode node) {
        this.node = node;
    }

    public static void main(String[] args) {
        RpcTestNode node = new RpcTestNode(Vertx.vertx(), RpcSettings.defaults());
        node.serve();
        node.rpc.ready();
        Context serviceContext = node.echoVerticle
                .runOnContext(() -> Future.succeededFuture(Vertx.currentContext()))
                .await();
        time("same event loop", node, serviceContext);
        time("other event loop", node, node.vertx.getOrCreateContext());
        node.vertx.close().await();
    }

    private static void time(String what, RpcTestNode node, Context caller) {
        long[] rounds = new long[15];
        for (int round = 0; round < rounds.length; round++) {
            node.echoVerticle.reset();
            LocalCallTiming timing = new LocalCallTiming(node);
            long start = System.nanoTime();
            caller.runOnContext(ignored -> timing.run());
            timing.done.future().await();
            rounds[round] = (System.nanoTime() - start) / CALLS;
        }
        Arrays.sort(rounds);
        System.out.printf("%-18s %,8d ns%n", what, rounds[rounds.length / 2]);
    }

    private void run() {
        while (started < CONCURRENT) {
            callNext();
        }
    }

    private void callNext() {
        started++;
        node.rpc
                .bus()
                .call(READ, REQUEST, RequestContext.system("timing", Duration.ofSeconds(10)))
                .onComplete(outcome -> {
                    ended++;
                    if (ended == CALLS) {
                        done.complete();
                    } else if (started < CALLS) {
                        callNext();
                    }
                });
    }
}
