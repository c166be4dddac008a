package io.busbar.http.bridge;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many sockets each address and each person has on this node. */
final class SocketCensus {
    private final ConcurrentMap<Object, Integer> counts = new ConcurrentHashMap<>();

    /** Counts one in, unless there are that many. */
    boolean enter(Object who, int most) {
        boolean[] entered = new boolean[1];
        counts.compute(who, (known, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < most;
            return entered[0] ? before + 1 : count;
        });
        return entered[0];
    }

    void leave(Object who) {
        counts.computeIfPresent(who, (known, count) -> count == 1 ? null : count - 1);
    }
}
