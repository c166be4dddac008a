package io.busbar.bus.rpc.membership;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Detects nodes whose clock differs from this node's. A single heartbeat can be late for many reasons, and after a pause of this process
 * many are; skew is confirmed if every heartbeat within two seconds shows it. It is reported once, and again only after the clock was right
 * in between. This class is thread-safe.
 */
public final class ClockSkewDetector {
    private static final Duration CONFIRMATION_PERIOD = Duration.ofSeconds(2);

    private final Duration maxSkew;
    private final Map<String, Suspicion> suspicions = new HashMap<>();

    private record Suspicion(Instant since, boolean reported) {}

    public ClockSkewDetector(Duration maxSkew) {
        this.maxSkew = maxSkew;
    }

    /** Returns whether clock skew of this node has just been confirmed: true once per occurrence. */
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
