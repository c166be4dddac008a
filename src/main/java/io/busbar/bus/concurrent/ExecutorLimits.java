package io.busbar.bus.concurrent;

import io.busbar.bus.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a {@link BoundedExecutor}.
 *
 * @param maxConcurrent the number of tasks that run at the same time
 * @param maxQueued     the number of tasks that may wait
 * @param busyMessage   the message of the failure of a task that is not run
 * @param retryAfter    when the caller of such a task should try again
 * @param maxDuration   an asynchronous task that takes longer no longer counts as running; null for no limit
 */
public record ExecutorLimits(
        int maxConcurrent,
        int maxQueued,
        String busyMessage,
        Duration retryAfter,
        @Nullable Duration maxDuration) {
    public ExecutorLimits(int maxConcurrent, int maxQueued, String busyMessage, Duration retryAfter) {
        this(maxConcurrent, maxQueued, busyMessage, retryAfter, null);
    }

    public ExecutorLimits {
        if (maxConcurrent < 1 || maxQueued < 0) {
            throw new IllegalArgumentException("An executor runs at least one task and queues none or more");
        }
    }

    /** Returns these limits with a maximum duration. */
    public ExecutorLimits withMaxDuration(Duration duration) {
        return new ExecutorLimits(maxConcurrent, maxQueued, busyMessage, retryAfter, duration);
    }

    Failure busy() {
        return Failure.unavailable(busyMessage, retryAfter);
    }
}
