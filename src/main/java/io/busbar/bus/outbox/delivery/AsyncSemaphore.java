package io.busbar.bus.outbox.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
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

    /** Runs the work on this context with a permit, which is released when the work ends. */
    <T> Future<T> run(Context context, Supplier<Future<T>> work) {
        Promise<Void> acquired = Promise.promise();
        acquire(() -> context.runOnContext(now -> acquired.complete()));
        return acquired.future().compose(permit -> work.get()).onComplete(ended -> release());
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
