package io.busbar.http.request;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The client's preferences in its {@code Accept} header (RFC 9110, section 12.5.1). */
public final class AcceptHeader {
    private AcceptHeader() {}

    /**
     * Returns whether the client names {@code preferredType} and rates it at least as high as {@code defaultType}. Wildcards do not
     * count as naming a type, so a client that accepts anything gets the default.
     */
    public static boolean prefers(@Nullable String accept, String preferredType, String defaultType) {
        if (accept == null) {
            return false;
        }
        double preferredQuality = 0;
        double defaultQuality = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            int semicolon = range.indexOf(';');
            String type = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
            double quality = semicolon < 0 ? 1 : quality(range.substring(semicolon + 1));
            if (type.equals(preferredType)) {
                preferredQuality = quality;
            } else if (type.equals(defaultType)) {
                defaultQuality = quality;
            }
        }
        return preferredQuality > 0 && preferredQuality >= defaultQuality;
    }

    private static double quality(String parameters) {
        for (String parameter : parameters.split(";", -1)) {
            String text = parameter.strip();
            if (text.startsWith("q=")) {
                return parseQuality(text.substring(2));
            }
        }
        return 1;
    }

    private static double parseQuality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
