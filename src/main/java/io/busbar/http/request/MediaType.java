package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The type of a body as its {@code Content-Type} says it, without parameters. */
final class MediaType {
    /** RFC 2046, 5.1.1. */
    private static final Pattern BOUNDARY = Pattern.compile(
            "(?i);\\s*boundary=(?:\"([ 0-9A-Za-z'()+_,./:=?-]{1,70})\"|([0-9A-Za-z'()+_,./:=?-]{1,70}))\\s*(?:;|$)");

    private MediaType() {}

    /** What stands between the parts of a form. */
    static String boundary(MultiMap headers) {
        Matcher boundary = BOUNDARY.matcher(headers.get(HttpHeaders.CONTENT_TYPE));
        if (!boundary.find()) {
            throw Failure.of(
                    FailureCode.MALFORMED_REQUEST, "The Content-Type names no boundary for the parts of the form");
        }
        return boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    }

    /** Refuses a body that is compressed or of no type or of one that {@code reads} does not say yes to; returns the type. */
    static String require(MultiMap headers, String expected, Predicate<String> isAccepted) {
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("A body with a Content-Encoding is not read here; send it as it is");
        }
        String type = of(headers);
        if (!isAccepted.test(type)) {
            throw unsupported(
                    "The body must be " + expected + (type.isEmpty() ? "; it has no Content-Type" : ", not " + type));
        }
        return type;
    }

    /** JSON (RFC 8259), which is UTF-8 whatever else its parameters may say. */
    static void requireJson(MultiMap headers) {
        require(headers, "application/json", type -> type.equals("application/json") || type.endsWith("+json"));
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE).toLowerCase(Locale.ROOT);
        int charset = contentType.indexOf("charset=");
        if (charset >= 0
                && !contentType.substring(charset + 8).replace("\"", "").strip().startsWith("utf-8")) {
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
