package io.busbar.bus.outbox;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore whose waiters are callbacks instead of blocked threads. It limits the number of partitions that a node works on at once.
 * Workers are served in the order of their requests, so that none starves.
 */
final class AsyncSemaphore {
    private final Deque<Runnable> waiters = new ArrayDeque<>();
    private int availablePermits;

    AsyncSemaphore(int permits) {
        this.availablePermits = permits;
    }

    /** Runs {@code onAcquired} now, or when a permit is released, on the thread that releases it. */
    void acquire(Runnable onAcquired) {
        if (tryAcquireOrEnqueue(onAcquired)) {
            onAcquired.run();
        }
    }

    void release() {
        Runnable next = pollWaiterOrFree();
        if (next != null) {
            next.run();
        }
    }

    private synchronized boolean tryAcquireOrEnqueue(Runnable onAcquired) {
        if (availablePermits == 0) {
            waiters.add(onAcquired);
            return false;
        }
        availablePermits--;
        return true;
    }

    private synchronized @Nullable Runnable pollWaiterOrFree() {
        Runnable next = waiters.poll();
        if (next == null) {
            availablePermits++;
        }
        return next;
    }
}
