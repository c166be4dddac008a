package io.busbar.http.response;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The {@code Link} of a page to the one after it (RFC 8288): the same address with another cursor, relative to this host. */
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

    /** However its name is spelled: {@code %63ursor} is one too. */
    private static boolean isCursor(String parameter) {
        return URLDecoder.decode(parameter, StandardCharsets.UTF_8).startsWith(CURSOR);
    }
}
