package io.busbar.bus.outbound;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses headers that would change how the request is framed or where it goes, and characters that would add further ones. */
final class HeaderCheck {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,8000}");
    private static final Set<String> OWN = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "cookie",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeaderCheck() {}

    /** Throws if one of the headers is not allowed. */
    static void requireAllowed(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches() || OWN.contains(lower) || lower.startsWith("proxy-")) {
                throw new OutboundUrl.RefusedUrlException(
                        "must not be sent the header " + lower.replaceAll("[^a-z0-9-]", "?"));
            }
            if (!VALUE.matcher(value).matches()) {
                throw new OutboundUrl.RefusedUrlException("must not be sent this value of the header " + lower);
            }
        });
    }
}
