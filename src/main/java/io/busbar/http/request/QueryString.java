package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Parses the query string of a URL. */
public final class QueryString {
    private static final MultiMap EMPTY = MultiMap.caseInsensitiveMultiMap();
    private static final int MAX_PARAMETERS = 100;

    private QueryString() {}

    /** Parses the parameters strictly. The result must not be modified. */
    public static MultiMap parse(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return EMPTY;
        }
        MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
        int count = 0;
        int position = 0;
        while (position < query.length()) {
            int end = query.indexOf('&', position);
            end = end < 0 ? query.length() : end;
            if (end > position) {
                if (++count > MAX_PARAMETERS) {
                    throw Failure.of(
                            FailureCode.MALFORMED_REQUEST,
                            "The URL has more than " + MAX_PARAMETERS + " query parameters");
                }
                int equals = query.indexOf('=', position);
                boolean hasValue = equals >= 0 && equals < end;
                String name = PercentDecoder.decode(query, position, hasValue ? equals : end, true);
                String value = hasValue ? PercentDecoder.decode(query, equals + 1, end, true) : "";
                rejectNul(name, value);
                parameters.add(name, value);
            }
            position = end + 1;
        }
        return parameters;
    }

    /** Returns the JSON pointer (RFC 6901) of a field. */
    static String jsonPointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Rejects NUL characters, which PostgreSQL text cannot store. */
    public static void rejectNul(String name, String value) {
        if (name.indexOf('\0') >= 0) {
            throw Failure.of(FailureCode.MALFORMED_REQUEST, "A parameter name contains the character NUL");
        }
        if (value.indexOf('\0') >= 0) {
            throw Failure.invalid(jsonPointer(name), "must not contain the character NUL");
        }
    }
}
