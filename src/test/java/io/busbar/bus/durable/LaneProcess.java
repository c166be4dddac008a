package io.busbar.bus.durable;

import io.busbar.bus.Caller;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** A node as a process of its own: it counts, announces each count, delivers, and does nothing to end well. */
final class LaneProcess implements AutoCloseable {
    private final Process process;

    private LaneProcess(Process process) {
        this.process = process;
    }

    /** The other process: counts on every key at once until it is killed. */
    public static void main(String[] args) {
        TestNode node = TestNode.on(args[0], Probe.scribe("probe.s"));
        for (int key = 0; key < Probe.KEYS; key++) {
            countFor(node, key);
        }
    }

    static LaneProcess on(String url) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            return new LaneProcess(new ProcessBuilder(java, "-Xmx256m", "-cp", path, LaneProcess.class.getName(), url)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private static void countFor(TestNode node, int key) {
        Future<Integer> counted = node.changes()
                .change(Caller.program("counting", Duration.ofSeconds(5)), "probe.count", tx -> Probe.count(tx, key));
        counted.onComplete(ended -> countFor(node, key));
    }
}
