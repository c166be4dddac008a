package io.busbar.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Set;

/** Which browser origins may read answers, with credentials (Fetch standard, CORS protocol). */
final class Cors {
    private static final CharSequence EXPOSED = HttpHeaders.createOptimized(
            "X-Request-Id, Link, X-Total-Count, X-Unread-Count, RateLimit, RateLimit-Policy, Retry-After, Idempotency-Replayed");
    private static final CharSequence ALLOWED_HEADERS = HttpHeaders.createOptimized(
            "Authorization, Content-Type, Content-Disposition, Idempotency-Key, X-Request-Id, traceparent, tracestate");
    private static final CharSequence TEN_MINUTES = HttpHeaders.createOptimized("600");

    private final Set<String> origins;

    Cors(Set<String> origins) {
        this.origins = origins;
    }

    boolean allows(String origin) {
        return origins.contains(origin);
    }

    /** Lets an allowed origin read the answer. */
    void open(String origin, MultiMap answer) {
        if (allows(origin)) {
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderNames.TRUE);
            answer.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** Answers a preflight for a path that takes these methods; to an origin that is not allowed it says nothing. */
    void preflight(String origin, String methods, MultiMap answer) {
        if (allows(origin)) {
            answer.remove(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS);
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
            answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
            answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, TEN_MINUTES);
        }
    }
}
