package io.busbar.http.bridge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Limits the frames per minute of one socket (GCRA). Used only on its event loop. */
final class FrameRateLimiter {
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long nanosPerFrame;
    private long refilledAt;

    FrameRateLimiter(int perMinute) {
        nanosPerFrame = WINDOW_NANOS / perMinute;
        refilledAt = System.nanoTime();
    }

    /** Counts a frame. Returns zero if it is allowed, otherwise the time to wait. */
    Duration acquire() {
        long now = System.nanoTime();
        long next = Math.max(0, refilledAt - now) + nanosPerFrame;
        if (next > WINDOW_NANOS) {
            return Duration.ofNanos(next - WINDOW_NANOS);
        }
        refilledAt = now + next;
        return Duration.ZERO;
    }
}
