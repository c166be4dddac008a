package io.busbar.http.bridge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Limits the frames of one socket: a token bucket that holds the frames of one minute and refills continuously, stored as the time at which
 * it is full again (GCRA). This class is used only on the event loop of the socket.
 */
final class FrameRateLimiter {
    /** The capacity of the bucket, as the time in which an empty one refills. */
    private static final long CAPACITY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long nanosPerFrame;
    /** The time at which the bucket is full again; in the past if it is full. */
    private long fullAt;

    FrameRateLimiter(int perMinute) {
        nanosPerFrame = CAPACITY_NANOS / perMinute;
        fullAt = System.nanoTime();
    }

    /** Admits a frame and returns zero, or returns the time until the next frame is allowed. A refused frame is not counted. */
    Duration tryAcquire() {
        long now = System.nanoTime();
        long nanosUntilFull = Math.max(0, fullAt - now) + nanosPerFrame;
        if (nanosUntilFull > CAPACITY_NANOS) {
            return Duration.ofNanos(nanosUntilFull - CAPACITY_NANOS);
        }
        fullAt = now + nanosUntilFull;
        return Duration.ZERO;
    }
}
