package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ShutdownSequenceTest {
    private final ShutdownSequence shutdown = new ShutdownSequence();
    private final List<String> completed = new ArrayList<>();

    @Test
    void run_withFailingStep_runsTheOthersInReverseOrder() {
        shutdown.add("first", () -> completed.add("first"));
        shutdown.add("second", () -> {
            throw new IllegalStateException("fails");
        });
        shutdown.add("third", () -> completed.add("third"));

        shutdown.run();

        assertThat(completed).containsExactly("third", "first");
    }

    @Test
    void run_withInterruptedStep_letsBlockingStepsFinishAndRestoresTheInterrupt() {
        shutdown.add("blocking", () -> {
            new CountDownLatch(0).await(); // throws if the thread is interrupted
            completed.add("blocking");
        });
        shutdown.add("interrupted", () -> {
            throw new InterruptedException();
        });

        shutdown.run();

        assertThat(completed).containsExactly("blocking");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void run_onInterruptedThread_letsBlockingStepsFinish() {
        shutdown.add("blocking", () -> {
            new CountDownLatch(0).await(); // throws if the thread is interrupted
            completed.add("blocking");
        });
        Thread.currentThread().interrupt();

        shutdown.run();

        assertThat(completed).containsExactly("blocking");
        assertThat(Thread.interrupted()).isTrue();
    }
}
