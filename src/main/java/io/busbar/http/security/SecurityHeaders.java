package io.busbar.http.security;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * What every answer says to browsers, whatever became of the request: nothing of it is to be framed, sniffed, kept, or used as a page.
 * Answers of other kinds (pages, files) replace single fields.
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
        // Reads across origins go through CORS; this one is for embedding, which pages of the same site may do
        // (pictures).
        add("cross-origin-resource-policy", "same-site");
        add("cache-control", "no-store");
        add("vary", "origin, accept, accept-encoding");
    }

    /** Puts them on an answer that carries nothing yet, to a client that came by TLS, or not. */
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
