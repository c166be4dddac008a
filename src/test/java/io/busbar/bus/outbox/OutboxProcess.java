package io.busbar.bus.outbox;

import io.busbar.bus.RequestContext;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** A node in a process of its own: it increments counters, publishes each number and delivers events, or runs a recurring timer, and never shuts down cleanly. */
final class OutboxProcess implements AutoCloseable {
    private static final String RECURRING = "recurring";

    private final Process process;

    private OutboxProcess(Process process) {
        this.process = process;
    }

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
    static OutboxProcess on(String url) {
        return start(url, "counting");
    }

    /** Starts a process that runs the recurring timer. */
    static OutboxProcess withRecurringTimer(String url) {
        return start(url, RECURRING);
    }

    private static OutboxProcess start(String url, String mode) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            return new OutboxProcess(
                    new ProcessBuilder(java, "-Xmx256m", "-cp", path, OutboxProcess.class.getName(), url, mode)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the process with SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
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
