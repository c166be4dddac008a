package io.busbar.http;

import io.busbar.bus.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of files as clients give them and get them back in {@code Content-Disposition} (RFC 6266). For showing, never for paths. */
final class FileName {
    /** The type of bytes that nobody said more about. */
    static final String UNKNOWN_TYPE = "application/octet-stream";

    private static final String NAMELESS = "file";
    private static final int LONGEST = 200;
    private static final Pattern EXTENDED = Pattern.compile("(?i);\\s*filename\\*\\s*=\\s*utf-8''([^;\\s]+)");
    private static final Pattern QUOTED = Pattern.compile("(?i);\\s*filename\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern BARE = Pattern.compile("(?i);\\s*filename\\s*=\\s*([^;\"\\s]+)");

    private FileName() {}

    /** The name in a {@code Content-Disposition} that a client sent, or a neutral one. */
    static String of(@Nullable String disposition) {
        if (disposition == null) {
            return NAMELESS;
        }
        Matcher extended = EXTENDED.matcher(disposition);
        if (extended.find()) {
            String encoded = extended.group(1);
            try {
                return clean(Percent.decode(encoded, 0, encoded.length(), false));
            } catch (Failure e) {
                return NAMELESS;
            }
        }
        Matcher quoted = QUOTED.matcher(disposition);
        if (quoted.find()) {
            return clean(quoted.group(1).replaceAll("\\\\(.)", "$1"));
        }
        Matcher bare = BARE.matcher(disposition);
        return bare.find() ? clean(bare.group(1)) : NAMELESS;
    }

    /** Without any path, and without characters that do not show, that reverse others, or that do not stand by themselves. */
    static String clean(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String shown =
                last.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "").strip();
        String cut = shown.codePointCount(0, shown.length()) > LONGEST
                ? shown.substring(0, shown.offsetByCodePoints(0, LONGEST))
                : shown;
        return cut.isEmpty() || cut.equals(".") || cut.equals("..") ? NAMELESS : cut;
    }

    /** The header for handing a file out. */
    static String disposition(String name, boolean attachment) {
        String ascii = name.replaceAll("[^ -~]|[\"\\\\%]", "_");
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return (attachment ? "attachment" : "inline") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
