package io.busbar.http.assets;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The marketplace for people: one page for all its addresses, and the files it names. Their paths begin with a digest of them all, so that
 * they may be kept for good and yet no browser mixes two versions.
 */
public final class MarketplacePage {
    /** Where the files are served. */
    public static final String FILES = "/app/";

    private static final String FOLDER = "/io/busbar/http/app/";
    private static final Pattern NAMED = Pattern.compile('"' + FILES + "([a-z0-9/-]+\\.(js|css|svg|woff2))\"");
    /** The paths of its views; links in letters lead to some of them. */
    private static final Pattern VIEWS =
            Pattern.compile("/(login|register|verify-email|forgot-password|reset-password|requests|offer|favorites)?"
                    + "|/bookings(/[^/]+(/review)?)?|/professionals/[^/]+(/reviews)?");

    private static final String FOR_GOOD = "public, max-age=31536000, immutable";
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    private final Map<String, StaticPage> files = new HashMap<>();
    private final String version;
    private final Buffer html;

    /** Reads the page and its files. */
    public MarketplacePage() {
        String page = Resources.text(FOLDER + "index.html");
        Matcher named = NAMED.matcher(page);
        StringBuilder tags = new StringBuilder(page);
        while (named.find()) {
            byte[] bytes = Resources.bytes(FOLDER + named.group(1));
            StaticPage file = StaticPage.of(TYPES.getOrDefault(named.group(2), ""), FOR_GOOD, bytes);
            files.put(named.group(1), file);
            tags.append(file.tag());
        }
        version = StaticPage.digest(tags.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
        html = Buffer.buffer(page.replace('"' + FILES, '"' + FILES + version + '/'));
    }

    /** The page. */
    public Buffer html() {
        return html;
    }

    /**
     * The file at a path; null for none. During a rolling update a browser may ask for files of another version: it gets those of this
     * one, and does not keep them.
     */
    public @Nullable StaticPage file(String path) {
        int slash = path.indexOf('/', FILES.length());
        StaticPage file = slash < 0 ? null : files.get(path.substring(slash + 1));
        return file == null || path.startsWith(version + '/', FILES.length()) ? file : file.kept("no-cache");
    }

    /** Whether the page has a view at this path. */
    public boolean isAt(String path) {
        return VIEWS.matcher(path).matches();
    }
}
