package io.busbar.bus.durable;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Bounds how many slots a node works on at once. Workers are served in the order they ask, so that none starves another. */
final class AsyncSemaphore {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int free;

    AsyncSemaphore(int most) {
        this.free = most;
    }

    /** Runs {@code granted} now or when a permit comes back, on whichever thread that is. */
    void request(Runnable granted) {
        if (taken(granted)) {
            granted.run();
        }
    }

    void release() {
        Runnable next = passed();
        if (next != null) {
            next.run();
        }
    }

    private synchronized boolean taken(Runnable granted) {
        if (free == 0) {
            waiting.add(granted);
            return false;
        }
        free--;
        return true;
    }

    private synchronized @Nullable Runnable passed() {
        Runnable next = waiting.poll();
        if (next == null) {
            free++;
        }
        return next;
    }
}
