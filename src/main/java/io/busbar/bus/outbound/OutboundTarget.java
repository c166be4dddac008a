package io.busbar.bus.outbound;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A declared destination of outbound calls: a vendor at a base URL, or any URL that users give.
 *
 * @param name    names the target in metrics and logs
 * @param baseUrl the URL that paths of requests are appended to; null if requests name complete URLs
 */
public record OutboundTarget(String name, @Nullable String baseUrl, OutboundLimits limits) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Set<Integer> WEB_PORTS = Set.of(80, 443);

    public OutboundTarget {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A target is named like stripe or user-webhooks, not " + name);
        }
    }

    /** Declares a vendor. The base URL comes from the operator's settings and has no slash at its end. */
    public static OutboundTarget vendor(String name, String baseUrl) {
        return new OutboundTarget(name, baseUrl, OutboundLimits.defaults());
    }

    /** Declares that users give the URLs. They may name the ports 80 and 443. */
    public static OutboundTarget userUrls(String name) {
        return new OutboundTarget(name, null, OutboundLimits.defaults().withPorts(WEB_PORTS));
    }

    /** Returns this target with other limits. */
    public OutboundTarget withLimits(OutboundLimits otherLimits) {
        return new OutboundTarget(name, baseUrl, otherLimits);
    }

    OutboundException exception(OutboundError error) {
        return new OutboundException(error, !isVendor());
    }

    boolean isVendor() {
        return baseUrl != null;
    }
}
