package io.busbar.http.response;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Creates the {@code Link} header to the next page (RFC 8288): the same URL with another cursor, relative to this host. */
public final class NextLink {
    private static final String CURSOR = "cursor=";

    private NextLink() {}

    public static String of(String path, @Nullable String query, String cursor) {
        StringBuilder link = new StringBuilder(120).append('<').append(path).append('?');
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                if (!parameter.isEmpty() && !isCursor(parameter)) {
                    link.append(parameter).append('&');
                }
            }
        }
        return link.append(CURSOR)
                .append(URLEncoder.encode(cursor, StandardCharsets.UTF_8))
                .append(">; rel=\"next\"")
                .toString();
    }

    /** Returns whether the parameter is the cursor, even if its name is percent-encoded ({@code %63ursor}). */
    private static boolean isCursor(String parameter) {
        return URLDecoder.decode(parameter, StandardCharsets.UTF_8).startsWith(CURSOR);
    }
}
