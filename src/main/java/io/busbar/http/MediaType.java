package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;

/** The type of a body as its {@code Content-Type} says it, without parameters. */
final class MediaType {
    private MediaType() {}

    /** Refuses a body that is compressed or of no type or of one that {@code reads} does not say yes to; returns the type. */
    static String require(MultiMap headers, String expected, java.util.function.Predicate<String> reads) {
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("A body with a Content-Encoding is not read here; send it as it is");
        }
        String type = of(headers);
        if (!reads.test(type)) {
            throw unsupported(
                    "The body must be " + expected + (type.isEmpty() ? "; it has no Content-Type" : ", not " + type));
        }
        return type;
    }

    /** JSON (RFC 8259), which is UTF-8 whatever else its parameters may say. */
    static void requireJson(MultiMap headers) {
        require(headers, "application/json", type -> type.equals("application/json") || type.endsWith("+json"));
        String whole = headers.get(HttpHeaders.CONTENT_TYPE).toLowerCase(Locale.ROOT);
        int charset = whole.indexOf("charset=");
        if (charset >= 0
                && !whole.substring(charset + 8).replace("\"", "").strip().startsWith("utf-8")) {
            throw unsupported("JSON must be UTF-8");
        }
    }

    /** In lower case; empty without one. */
    static String of(MultiMap headers) {
        String header = headers.get(HttpHeaders.CONTENT_TYPE);
        if (header == null) {
            return "";
        }
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static Failure unsupported(String message) {
        return Failure.of(FailureCode.UNSUPPORTED_MEDIA_TYPE, message);
    }
}
