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

    /** Those of a front with or without TLS of its own. */
    SecurityHeaders(boolean tls) {
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
        if (tls) {
            add("strict-transport-security", "max-age=31536000; includeSubDomains");
        }
    }

    void addTo(MultiMap headers) {
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            headers.set(field.name, field.value);
        }
    }

    private void add(String name, String value) {
        fields.add(new Field(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value)));
    }
}
