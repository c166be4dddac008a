package io.busbar.http.bridge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** So many frames a minute, refilled evenly (GCRA), for one socket on its event loop. */
final class SocketAllowance {
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final long each;
    private long full;

    SocketAllowance(int perMinute) {
        each = WINDOW / perMinute;
        full = System.nanoTime();
    }

    /** Takes one; how long to wait when there is none left, else zero. */
    Duration take() {
        long now = System.nanoTime();
        long next = Math.max(0, full - now) + each;
        if (next > WINDOW) {
            return Duration.ofNanos(next - WINDOW);
        }
        full = now + next;
        return Duration.ZERO;
    }
}
