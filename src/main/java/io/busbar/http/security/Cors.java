package io.busbar.http.security;

import io.busbar.http.server.HeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides which browser origins may read responses with credentials (CORS protocol of the Fetch standard). */
public final class Cors {
    private static final String EXPOSED_HEADERS =
            "X-Request-Id, Link, X-Total-Count, X-Total-Count-Relation, RateLimit, RateLimit-Policy, Retry-After, Idempotency-Replayed";
    private static final CharSequence ALLOWED_HEADERS = HttpHeaders.createOptimized(
            "Authorization, Content-Type, Content-Disposition, Idempotency-Key, X-Request-Id, traceparent, tracestate");
    private static final CharSequence MAX_AGE_SECONDS = HttpHeaders.createOptimized("600");

    private final Set<String> allowedOrigins;
    private final CharSequence exposedHeaders;

    /** Creates the rules for these origins. {@code furtherHeaders} are response headers of single operations. */
    public Cors(Set<String> allowedOrigins, Stream<String> furtherHeaders) {
        this.allowedOrigins = allowedOrigins;
        exposedHeaders = HttpHeaders.createOptimized(
                Stream.concat(Stream.of(EXPOSED_HEADERS), furtherHeaders).collect(Collectors.joining(", ")));
    }

    boolean allows(String origin) {
        return allowedOrigins.contains(origin);
    }

    /** Adds the headers that let an allowed origin read the response. */
    public void addHeaders(String origin, MultiMap responseHeaders) {
        if (allows(origin)) {
            responseHeaders.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            responseHeaders.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderNames.TRUE);
            responseHeaders.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposedHeaders);
        }
    }

    /** Adds the headers of a preflight response for a path with these methods, if the origin is allowed. */
    public void preflight(String origin, String methods, MultiMap responseHeaders) {
        if (allows(origin)) {
            responseHeaders.remove(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS);
            responseHeaders.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
            responseHeaders.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
            responseHeaders.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        }
    }
}
