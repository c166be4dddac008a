package io.busbar.bus.outbox;

import io.busbar.bus.RequestContext;
import io.busbar.testing.JavaProcess;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * A node in a process of its own: it increments counters, publishes each number and delivers events, or runs a recurring timer, and never
 * shuts down cleanly.
 */
final class OutboxProcess {
    private static final String RECURRING = "recurring";

    private OutboxProcess() {}

    /** The main method of the process: runs the recurring timer or increments every counter concurrently, until the process is killed. */
    public static void main(String[] args) {
        if (args[1].equals(RECURRING)) {
            OutboxTestNode.on(args[0], OutboxFixture.recordingRuns());
            return;
        }
        OutboxTestNode node = OutboxTestNode.on(args[0], OutboxFixture.recordingSubscriber("probe.s"));
        for (int key = 0; key < OutboxFixture.KEYS; key++) {
            countFor(node, key);
        }
    }

    /** Starts a process that increments the counters. */
    static JavaProcess on(String url) {
        return JavaProcess.start(OutboxProcess.class, url, "counting");
    }

    /** Starts a process that runs the recurring timer. */
    static JavaProcess withRecurringTimer(String url) {
        return JavaProcess.start(OutboxProcess.class, url, RECURRING);
    }

    private static void countFor(OutboxTestNode node, int key) {
        Future<Integer> counted = node.changes()
                .change(
                        RequestContext.system("counting", Duration.ofSeconds(5)),
                        "probe.count",
                        tx -> OutboxFixture.incrementCounter(tx, key));
        counted.onComplete(ended -> countFor(node, key));
    }
}
