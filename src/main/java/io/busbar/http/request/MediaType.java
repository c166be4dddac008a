package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The media type of a body, from its {@code Content-Type} header. */
final class MediaType {
    /** The boundary parameter of multipart bodies (RFC 2046, section 5.1.1). */
    private static final Pattern BOUNDARY = Pattern.compile(
            "(?i);\\s*boundary=(?:\"([ 0-9A-Za-z'()+_,./:=?-]{1,70})\"|([0-9A-Za-z'()+_,./:=?-]{1,70}))\\s*(?:;|$)");

    private MediaType() {}

    /** Returns the boundary between the parts of a form. */
    static String boundary(MultiMap headers) {
        Matcher boundary = BOUNDARY.matcher(headers.get(HttpHeaders.CONTENT_TYPE));
        Require.that(
                boundary.find(),
                () -> Failure.of(
                        FailureCode.MALFORMED_REQUEST, "The Content-Type header must have a boundary parameter"));
        return boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    }

    /**
     * Returns the media type. Fails with UNSUPPORTED_MEDIA_TYPE if the body is compressed, or if its type is missing or not
     * accepted.
     */
    static String require(MultiMap headers, String expected, Predicate<String> isAccepted) {
        String encoding = headers.get(HttpHeaders.CONTENT_ENCODING);
        Require.that(
                encoding == null || encoding.equalsIgnoreCase("identity"),
                () -> unsupported("Content-Encoding is not supported; send the body uncompressed"));
        String type = of(headers);
        Require.that(isAccepted.test(type), () -> unsupportedType(expected, type));
        return type;
    }

    /** Requires JSON, which is always UTF-8 (RFC 8259); parameters other than the charset are ignored. */
    static void requireJson(MultiMap headers) {
        require(headers, "application/json", type -> type.equals("application/json") || type.endsWith("+json"));
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE).toLowerCase(Locale.ROOT);
        int charset = contentType.indexOf("charset=");
        if (charset >= 0
                && !contentType.substring(charset + 8).replace("\"", "").strip().startsWith("utf-8")) {
            throw unsupported("JSON must be encoded in UTF-8");
        }
    }

    /** Returns the media type in lower case, without parameters; empty if the header is missing. */
    static String of(MultiMap headers) {
        String header = headers.get(HttpHeaders.CONTENT_TYPE);
        if (header == null) {
            return "";
        }
        int semicolon = header.indexOf(';');
        return (semicolon < 0 ? header : header.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }

    private static Failure unsupportedType(String expected, String type) {
        return unsupported("The body must be " + expected
                + (type.isEmpty() ? "; the Content-Type header is missing" : ", not " + type));
    }

    private static Failure unsupported(String message) {
        return Failure.of(FailureCode.UNSUPPORTED_MEDIA_TYPE, message);
    }
}
