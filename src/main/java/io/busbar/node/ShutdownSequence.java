package io.busbar.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, to be closed in the opposite order. One that fails does not keep the others from closing. */
final class ShutdownSequence {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);

    private final Deque<ShutdownStep> shutdownSteps = new ArrayDeque<>();

    /** Closes something; may block. */
    interface CloseAction {
        void run() throws Exception;
    }

    private record ShutdownStep(String description, CloseAction action) {}

    synchronized void add(String description, CloseAction closeAction) {
        shutdownSteps.push(new ShutdownStep(description, closeAction));
    }

    /** Does all steps; those that were done once are not done again. */
    synchronized void run() {
        while (!shutdownSteps.isEmpty()) {
            ShutdownStep shutdownStep = shutdownSteps.pop();
            long begin = System.nanoTime();
            try {
                shutdownStep.action().run();
                LOG.info(
                        "{} ({} ms)",
                        shutdownStep.description(),
                        Duration.ofNanos(System.nanoTime() - begin).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.error("{}: interrupted", shutdownStep.description(), e);
            } catch (Exception e) {
                LOG.error("{}: failed", shutdownStep.description(), e);
            }
        }
    }
}
