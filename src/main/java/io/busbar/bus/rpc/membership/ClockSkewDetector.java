package io.busbar.bus.rpc.membership;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Watches the clocks of other nodes. An announcement can be late for many reasons, and after a pause of this process many are at once; a
 * clock is off when nothing in two seconds says otherwise. That is reported once, until it was right again.
 */
public final class ClockSkewDetector {
    private static final Duration CONFIRMATION_PERIOD = Duration.ofSeconds(2);

    private final Duration maxSkew;
    private final Map<String, Suspicion> suspicions = new HashMap<>();

    private record Suspicion(Instant since, boolean reported) {}

    public ClockSkewDetector(Duration maxSkew) {
        this.maxSkew = maxSkew;
    }

    /** Whether it has just become certain that this node's clock is off. */
    public synchronized boolean isSkewConfirmed(String node, Instant remoteTime, Instant localTime) {
        if (Duration.between(remoteTime, localTime).abs().compareTo(maxSkew) <= 0) {
            suspicions.remove(node);
            return false;
        }
        Suspicion suspicion = suspicions.computeIfAbsent(node, id -> new Suspicion(localTime, false));
        boolean confirmed = !suspicion.reported && !localTime.isBefore(suspicion.since.plus(CONFIRMATION_PERIOD));
        if (confirmed) {
            suspicions.put(node, new Suspicion(suspicion.since, true));
        }
        return confirmed;
    }

    public synchronized void forget(String node) {
        suspicions.remove(node);
    }
}
