package io.busbar.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, in reverse order. A step that fails or is interrupted does not prevent the others: the interrupt is restored only
 * after the last step, because a set interrupt flag would make every blocking step fail at once.
 */
final class ShutdownSequence {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);

    private final Deque<ShutdownStep> steps = new ArrayDeque<>();

    /** Closes a resource. May block. */
    interface CloseAction {
        void run() throws Exception;
    }

    private record ShutdownStep(String description, CloseAction action) {}

    synchronized void add(String description, CloseAction action) {
        steps.push(new ShutdownStep(description, action));
    }

    /** Runs all steps that have not run yet. */
    synchronized void run() {
        boolean interrupted = Thread.interrupted();
        while (!steps.isEmpty()) {
            ShutdownStep step = steps.pop();
            long startedAtNanos = System.nanoTime();
            try {
                step.action().run();
                LOG.info(
                        "{} ({} ms)",
                        step.description(),
                        Duration.ofNanos(System.nanoTime() - startedAtNanos).toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
                LOG.error("{}: interrupted", step.description(), e);
            } catch (Exception e) {
                LOG.error("{}: failed", step.description(), e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
