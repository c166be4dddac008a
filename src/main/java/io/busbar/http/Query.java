package io.busbar.http;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** The query of an address as its parameters. */
final class Query {
    private static final MultiMap NONE = MultiMap.caseInsensitiveMultiMap();
    private static final int MOST = 100;

    private Query() {}

    /** Reads them strictly; the result is not to be changed. */
    static MultiMap parse(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return NONE;
        }
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        int count = 0;
        int at = 0;
        while (at < query.length()) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            if (end > at) {
                if (++count > MOST) {
                    throw Failure.of(FailureCode.MALFORMED_REQUEST, "More than " + MOST + " query parameters");
                }
                int equals = query.indexOf('=', at);
                boolean valued = equals >= 0 && equals < end;
                String name = Percent.decode(query, at, valued ? equals : end, true);
                String value = valued ? Percent.decode(query, equals + 1, end, true) : "";
                refuseNul(name, value);
                parameters.add(name, value);
            }
            at = end + 1;
        }
        return parameters;
    }

    /** The JSON pointer (RFC 6901) of a field. */
    static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** No text in PostgreSQL can hold a NUL, so none gets in. */
    static void refuseNul(String name, String value) {
        if (name.indexOf('\0') >= 0) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "A parameter's name contains the character NUL");
        }
        if (value.indexOf('\0') >= 0) {
            throw Failure.invalid(pointer(name), "must not contain the character NUL");
        }
    }
}
