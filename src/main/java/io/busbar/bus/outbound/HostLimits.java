package io.busbar.bus.outbound;

import java.time.Duration;

/**
 * The limits of calls to one host from one node.
 *
 * @param maxConcurrent   the number of requests at the same time
 * @param maxQueued       the number of requests that may wait
 * @param circuitOpenTime how long a host that fails is left alone
 */
public record HostLimits(int maxConcurrent, int maxQueued, Duration circuitOpenTime) {
    /** Returns the defaults: 16 at the same time, 64 waiting, 15 s. */
    public static HostLimits defaults() {
        return new HostLimits(16, 64, Duration.ofSeconds(15));
    }
}
