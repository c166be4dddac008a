package io.busbar.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * What every answer says to browsers, whatever became of the request: nothing of it is to be framed, sniffed, kept, or used as a page.
 * Answers of other kinds (pages, files) replace single fields.
 */
final class SecurityHeaders {
    private record Field(CharSequence name, CharSequence value) {}

    private final List<Field> fields = new ArrayList<>();
    private final Field onlyTls = field("strict-transport-security", "max-age=31536000; includeSubDomains");

    SecurityHeaders() {
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
    void addTo(MultiMap headers, boolean secure) {
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            headers.add(field.name, field.value);
        }
        if (secure) {
            headers.add(onlyTls.name, onlyTls.value);
        }
    }

    private void add(String name, String value) {
        fields.add(field(name, value));
    }

    private static Field field(String name, String value) {
        return new Field(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
    }
}
