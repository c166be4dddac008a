package io.busbar.http.security;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * Security headers of every response, successful or not. They are meant for API responses: they forbid framing, content sniffing,
 * caching, and use as a page. Pages and files replace single headers.
 */
public final class SecurityHeaders {
    private record HeaderField(CharSequence name, CharSequence value) {}

    private final List<HeaderField> headerFields = new ArrayList<>();
    private final HeaderField strictTransportSecurity =
            field("strict-transport-security", "max-age=31536000; includeSubDomains");

    public SecurityHeaders() {
        add(
                "content-security-policy",
                "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        add("x-content-type-options", "nosniff");
        add("x-frame-options", "DENY");
        add("referrer-policy", "no-referrer");
        add("cross-origin-opener-policy", "same-origin");
        // CORS governs reads across origins; this header governs embedding (images), which the same site may do.
        add("cross-origin-resource-policy", "same-site");
        add("cache-control", "no-store");
        add("vary", "origin, accept, accept-encoding");
    }

    /** Adds the headers to a response without headers; {@code secure} if the client connected over TLS. */
    public void addTo(MultiMap headers, boolean secure) {
        for (int i = 0; i < headerFields.size(); i++) {
            HeaderField headerField = headerFields.get(i);
            headers.add(headerField.name, headerField.value);
        }
        if (secure) {
            headers.add(strictTransportSecurity.name, strictTransportSecurity.value);
        }
    }

    private void add(String name, String value) {
        headerFields.add(field(name, value));
    }

    private static HeaderField field(String name, String value) {
        return new HeaderField(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
    }
}
