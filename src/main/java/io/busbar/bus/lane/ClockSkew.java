package io.busbar.bus.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches the clocks of other nodes. An announcement can be late for many reasons, and after a pause of this process many are at once; a
 * clock is off when nothing in two seconds says otherwise. That is reported once, until it was right again.
 */
final class ClockSkew {
    private static final Duration SURE = Duration.ofSeconds(2);

    private final Duration allowed;
    private final Map<String, Doubt> doubts = new HashMap<>();

    private record Doubt(Instant since, boolean reported) {}

    ClockSkew(Duration allowed) {
        this.allowed = allowed;
    }

    /** Whether it has just become certain that this node's clock is off. */
    synchronized boolean isOff(String node, Instant theirs, Instant ours) {
        if (Duration.between(theirs, ours).abs().compareTo(allowed) <= 0) {
            doubts.remove(node);
            return false;
        }
        Doubt doubt = doubts.computeIfAbsent(node, id -> new Doubt(ours, false));
        boolean sure = !doubt.reported && !ours.isBefore(doubt.since.plus(SURE));
        if (sure) {
            doubts.put(node, new Doubt(doubt.since, true));
        }
        return sure;
    }

    synchronized void forget(String node) {
        doubts.remove(node);
    }
}
