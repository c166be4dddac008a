package io.busbar.bus.outbound;

import java.time.Duration;
import java.util.Set;

/**
 * The limits of calls to a target.
 *
 * @param timeout          the time for one attempt, from the name lookup to the last byte of the response
 * @param totalTimeout     the time for all attempts with their pauses; the deadline of the request context may end them earlier
 * @param maxResponseBytes the maximum size of a response body, counted after decompression
 * @param maxAttempts      the number of attempts, for requests that may be repeated
 * @param maxRedirects     the number of redirects that are followed, each of which is checked like the first URL
 * @param ports            the ports that URLs may name; empty for all
 * @param perHost          the limits for each host of the target
 */
public record OutboundLimits(
        Duration timeout,
        Duration totalTimeout,
        int maxResponseBytes,
        int maxAttempts,
        int maxRedirects,
        Set<Integer> ports,
        HostLimits perHost) {
    private static final OutboundLimits DEFAULTS = new OutboundLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(30), 1 << 20, 3, 0, Set.of(), HostLimits.defaults());

    public OutboundLimits {
        ports = Set.copyOf(ports);
    }

    /** Returns the defaults: 10 s per attempt, 30 s in total, 1 MiB, three attempts, no redirects, any port. */
    public static OutboundLimits defaults() {
        return DEFAULTS;
    }

    public OutboundLimits withMaxResponseBytes(int bytes) {
        return new OutboundLimits(timeout, totalTimeout, bytes, maxAttempts, maxRedirects, ports, perHost);
    }

    public OutboundLimits withMaxAttempts(int attempts) {
        return new OutboundLimits(timeout, totalTimeout, maxResponseBytes, attempts, maxRedirects, ports, perHost);
    }

    public OutboundLimits withMaxRedirects(int redirects) {
        return new OutboundLimits(timeout, totalTimeout, maxResponseBytes, maxAttempts, redirects, ports, perHost);
    }

    public OutboundLimits withPorts(Set<Integer> allowed) {
        return new OutboundLimits(timeout, totalTimeout, maxResponseBytes, maxAttempts, maxRedirects, allowed, perHost);
    }

    public OutboundLimits withPerHost(HostLimits limits) {
        return new OutboundLimits(timeout, totalTimeout, maxResponseBytes, maxAttempts, maxRedirects, ports, limits);
    }
}
