package io.busbar.bus.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Watches the clocks of other nodes. A single announcement can be late for many reasons; a clock is off when several in a row are, and
 * that is said once, until it was right again.
 */
final class Clocks {
    private static final int SURE = 8;

    private final Duration allowed;
    private final Map<String, Integer> inRow = new ConcurrentHashMap<>();

    Clocks(Duration allowed) {
        this.allowed = allowed;
    }

    /** Whether it has just become certain that this node's clock is off. */
    boolean isOff(String node, Instant theirs, Instant ours) {
        if (Duration.between(theirs, ours).abs().compareTo(allowed) <= 0) {
            inRow.remove(node);
            return false;
        }
        return inRow.merge(node, 1, (before, one) -> Math.min(before, SURE) + one) == SURE;
    }

    void forget(String node) {
        inRow.remove(node);
    }
}
