package io.busbar.http.request;

import io.busbar.bus.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of files as clients give them and get them back in {@code Content-Disposition} (RFC 6266). For showing, never for paths. */
public final class ContentDisposition {
    /** The type of bytes that nobody said more about. */
    public static final String DEFAULT_MEDIA_TYPE = "application/octet-stream";

    private static final String DEFAULT_NAME = "file";
    private static final int MAX_NAME_LENGTH = 200;
    private static final Pattern EXTENDED = Pattern.compile("(?i);\\s*filename\\*\\s*=\\s*utf-8''([^;\\s]+)");
    private static final Pattern QUOTED = Pattern.compile("(?i);\\s*filename\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern UNQUOTED = Pattern.compile("(?i);\\s*filename\\s*=\\s*([^;\"\\s]+)");

    private ContentDisposition() {}

    /** The name in a {@code Content-Disposition} that a client sent, or a neutral one. */
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

    /** Without any path, and without characters that do not show, that reverse others, or that do not stand by themselves. */
    static String sanitize(String name) {
        String baseName = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String visible =
                baseName.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "").strip();
        String truncated = visible.codePointCount(0, visible.length()) > MAX_NAME_LENGTH
                ? visible.substring(0, visible.offsetByCodePoints(0, MAX_NAME_LENGTH))
                : visible;
        return truncated.isEmpty() || truncated.equals(".") || truncated.equals("..") ? DEFAULT_NAME : truncated;
    }

    /** The header for handing a file out. */
    public static String format(String name, boolean attachment) {
        String ascii = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return (attachment ? "attachment" : "inline") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
