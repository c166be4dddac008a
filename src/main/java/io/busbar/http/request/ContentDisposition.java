package io.busbar.http.request;

import io.busbar.bus.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** File names in {@code Content-Disposition} headers (RFC 6266). The names are for display only, never for file system paths. */
public final class ContentDisposition {
    /** The media type of files that declare none. */
    public static final String DEFAULT_MEDIA_TYPE = "application/octet-stream";

    private static final String DEFAULT_NAME = "file";
    private static final int MAX_NAME_LENGTH = 200;
    private static final Pattern EXTENDED = Pattern.compile("(?i);\\s*filename\\*\\s*=\\s*utf-8''([^;\\s]+)");
    private static final Pattern QUOTED = Pattern.compile("(?i);\\s*filename\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern UNQUOTED = Pattern.compile("(?i);\\s*filename\\s*=\\s*([^;\"\\s]+)");

    private ContentDisposition() {}

    /** Returns the file name of a {@code Content-Disposition} header that a client sent, or a default name. */
    static String fileName(@Nullable String header) {
        if (header == null) {
            return DEFAULT_NAME;
        }
        Matcher extended = EXTENDED.matcher(header);
        if (extended.find()) {
            String encoded = extended.group(1);
            try {
                return sanitize(PercentDecoder.decode(encoded, 0, encoded.length(), false));
            } catch (Failure e) {
                return DEFAULT_NAME;
            }
        }
        Matcher quoted = QUOTED.matcher(header);
        if (quoted.find()) {
            return sanitize(quoted.group(1).replaceAll("\\\\(.)", "$1"));
        }
        Matcher unquoted = UNQUOTED.matcher(header);
        return unquoted.find() ? sanitize(unquoted.group(1)) : DEFAULT_NAME;
    }

    /** Returns the name without any path and without control, formatting, surrogate and line separator characters. */
    static String sanitize(String name) {
        String baseName = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String visible =
                baseName.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "").strip();
        String truncated = visible.codePointCount(0, visible.length()) > MAX_NAME_LENGTH
                ? visible.substring(0, visible.offsetByCodePoints(0, MAX_NAME_LENGTH))
                : visible;
        return truncated.isEmpty() || truncated.equals(".") || truncated.equals("..") ? DEFAULT_NAME : truncated;
    }

    /** Returns the header value for a download. */
    public static String format(String name, boolean attachment) {
        String ascii = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return (attachment ? "attachment" : "inline") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
