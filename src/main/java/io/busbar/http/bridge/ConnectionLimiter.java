package io.busbar.http.bridge;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts the open sockets of each address and each user on this node, up to a limit. This class is thread-safe. */
final class ConnectionLimiter {
    private final ConcurrentMap<Object, Integer> counts = new ConcurrentHashMap<>();

    /** Counts another socket; returns false if the limit is reached. */
    boolean tryAcquire(Object key, int max) {
        boolean[] acquired = new boolean[1];
        counts.compute(key, (known, count) -> {
            int before = count == null ? 0 : count;
            acquired[0] = before < max;
            return acquired[0] ? before + 1 : count;
        });
        return acquired[0];
    }

    void release(Object key) {
        counts.computeIfPresent(key, (known, count) -> count == 1 ? null : count - 1);
    }
}
