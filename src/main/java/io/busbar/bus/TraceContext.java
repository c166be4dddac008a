package io.busbar.bus;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * W3C trace context, version 00. It travels from hop to hop, so that the logs of several nodes can be joined.
 *
 * @param traceparent a valid {@code traceparent}
 * @param requestId   the request ID of a trace that starts here
 */
public record TraceContext(String traceparent, String requestId) {
    private static final Pattern VALID = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /** Starts a trace; its request ID is {@code req_} and the first half of the trace ID. */
    public static TraceContext newTrace() {
        String traceId = randomHex() + randomHex();
        return new TraceContext("00-" + traceId + "-" + randomHex() + "-01", "req_" + traceId.substring(0, 16));
    }

    /**
     * Returns the header if it is a valid {@code traceparent}; empty for another version or malformed text, in which case the caller starts
     * a trace.
     */
    public static Optional<String> parse(String header) {
        return header.length() == 55 && VALID.matcher(header).matches() ? Optional.of(header) : Optional.empty();
    }

    /** Returns the same trace with a new span ID. */
    public static String nextSpan(String traceparent) {
        return traceparent.substring(0, 36) + randomHex() + traceparent.substring(52);
    }

    private static String randomHex() {
        long bits = ThreadLocalRandom.current().nextLong();
        return HexFormat.of().toHexDigits(bits == 0 ? 1 : bits);
    }
}
