package io.busbar.http.pages;

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
    public static final String FILES_PATH = "/app/";

    private static final String RESOURCE_FOLDER = "/io/busbar/http/pages/app/";
    private static final Pattern FILE_REFERENCE =
            Pattern.compile('"' + FILES_PATH + "([a-z0-9/-]+\\.(js|css|svg|woff2))\"");
    /** The paths of its views; links in letters lead to some of them. */
    private static final Pattern VIEW_PATHS =
            Pattern.compile("/(login|register|verify-email|forgot-password|reset-password|requests|offer|favorites)?"
                    + "|/bookings(/[^/]+(/review)?)?|/professionals/[^/]+(/reviews)?");

    private static final String IMMUTABLE = "public, max-age=31536000, immutable";
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    private final Map<String, StaticResource> files = new HashMap<>();
    private final String version;
    private final Buffer html;

    /** Reads the page and its files. */
    public MarketplacePage() {
        String page = ClasspathResources.text(RESOURCE_FOLDER + "index.html");
        Matcher references = FILE_REFERENCE.matcher(page);
        StringBuilder versionInput = new StringBuilder(page);
        while (references.find()) {
            byte[] bytes = ClasspathResources.bytes(RESOURCE_FOLDER + references.group(1));
            StaticResource file =
                    StaticResource.of(MEDIA_TYPES.getOrDefault(references.group(2), ""), IMMUTABLE, bytes);
            files.put(references.group(1), file);
            versionInput.append(file.etag());
        }
        version = StaticResource.digest(versionInput.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, 12);
        html = Buffer.buffer(page.replace('"' + FILES_PATH, '"' + FILES_PATH + version + '/'));
    }

    /** The page. */
    public Buffer html() {
        return html;
    }

    /**
     * The file at a path; null for none. During a rolling update a browser may ask for files of another version: it gets those of this
     * one, and does not keep them.
     */
    public @Nullable StaticResource file(String path) {
        int slash = path.indexOf('/', FILES_PATH.length());
        StaticResource file = slash < 0 ? null : files.get(path.substring(slash + 1));
        return file == null || path.startsWith(version + '/', FILES_PATH.length())
                ? file
                : file.withCacheControl("no-cache");
    }

    /** Whether the page has a view at this path. */
    public boolean hasView(String path) {
        return VIEW_PATHS.matcher(path).matches();
    }
}
