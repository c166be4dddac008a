package io.busbar.http.request;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
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
            int ampersand = query.indexOf('&', position);
            int end = ampersand < 0 ? query.length() : ampersand;
            if (end > position) {
                requireWithinLimit(++count);
                addParameter(query, position, end, parameters);
            }
            position = end + 1;
        }
        return parameters;
    }

    private static void requireWithinLimit(int count) {
        Require.that(
                count <= MAX_PARAMETERS,
                () -> Failure.of(
                        FailureCode.MALFORMED_REQUEST,
                        "The URL has more than " + MAX_PARAMETERS + " query parameters"));
    }

    private static void addParameter(String query, int from, int to, MultiMap parameters) {
        int equals = query.indexOf('=', from);
        boolean hasValue = equals >= 0 && equals < to;
        String name = PercentDecoder.decode(query, from, hasValue ? equals : to, true);
        String value = hasValue ? PercentDecoder.decode(query, equals + 1, to, true) : "";
        rejectNul(name, value);
        parameters.add(name, value);
    }

    /** Returns the JSON pointer (RFC 6901) of a field. */
    static String jsonPointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Rejects NUL characters, which PostgreSQL text cannot store. */
    public static void rejectNul(String name, String value) {
        Require.that(
                name.indexOf('\0') < 0,
                () -> Failure.of(FailureCode.MALFORMED_REQUEST, "A parameter name contains the character NUL"));
        Require.that(
                value.indexOf('\0') < 0,
                () -> Failure.invalid(jsonPointer(name), "must not contain the character NUL"));
    }
}
