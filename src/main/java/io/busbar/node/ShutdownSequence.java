package io.busbar.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, to be closed in the opposite order. One that fails does not keep the others from closing. */
final class ShutdownSequence {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Closes something; may block. */
    interface Action {
        void run() throws Exception;
    }

    private record Step(String what, Action action) {}

    synchronized void add(String what, Action action) {
        steps.push(new Step(what, action));
    }

    /** Does all steps; those that were done once are not done again. */
    synchronized void run() {
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            long begin = System.nanoTime();
            try {
                step.action().run();
                LOG.info(
                        "{} ({} ms)",
                        step.what(),
                        Duration.ofNanos(System.nanoTime() - begin).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.error("{}: interrupted", step.what(), e);
            } catch (Exception e) {
                LOG.error("{}: failed", step.what(), e);
            }
        }
    }
}
