package io.busbar.http.bridge;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many sockets each address and each person has on this node. */
final class ConnectionLimiter {
    private final ConcurrentMap<Object, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one in, unless there are that many. */
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
