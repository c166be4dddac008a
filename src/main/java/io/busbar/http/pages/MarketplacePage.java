package io.busbar.http.pages;

import io.busbar.http.response.EntityTag;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The marketplace page: one HTML page for all of its paths, and the files that it references. The paths of the files start with a
 * digest of all files, so that browsers can cache them forever and never mix two versions.
 */
public final class MarketplacePage {
    /** The path prefix of the files. */
    public static final String FILES_PATH = "/app/";

    private static final String RESOURCE_FOLDER = "/io/busbar/http/pages/app/";
    private static final Pattern FILE_REFERENCE =
            Pattern.compile('"' + FILES_PATH + "([a-z0-9/-]+\\.(js|css|svg|woff2))\"");
    /** Paths of the views of the page. Links in emails lead to some of them. */
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

    /** Loads the page and its files from the class path. */
    public MarketplacePage() {
        String page = ClasspathResources.text(RESOURCE_FOLDER + "index.html");
        Matcher references = FILE_REFERENCE.matcher(page);
        StringBuilder versionInput = new StringBuilder(page);
        while (references.find()) {
            byte[] bytes = ClasspathResources.bytes(RESOURCE_FOLDER + references.group(1));
            StaticResource file =
                    StaticResource.of(MEDIA_TYPES.getOrDefault(references.group(2), ""), IMMUTABLE, bytes);
            files.put(references.group(1), file);
            versionInput.append(file.entityTag().digest());
        }
        version = EntityTag.of(versionInput.toString().getBytes(StandardCharsets.UTF_8))
                .digest()
                .substring(0, 12);
        html = Buffer.buffer(page.replace('"' + FILES_PATH, '"' + FILES_PATH + version + '/'));
    }

    /** Returns the HTML of the page. */
    public Buffer html() {
        return html;
    }

    /**
     * Returns the file at a path; null if it does not exist. During a rolling update, browsers may request files of another
     * version; they get those of this version, marked as not cacheable.
     */
    public @Nullable StaticResource file(String path) {
        int slash = path.indexOf('/', FILES_PATH.length());
        StaticResource file = slash < 0 ? null : files.get(path.substring(slash + 1));
        return file == null || path.startsWith(version + '/', FILES_PATH.length())
                ? file
                : file.withCacheControl("no-cache");
    }

    /** Returns whether the page has a view at this path. */
    public boolean hasView(String path) {
        return VIEW_PATHS.matcher(path).matches();
    }
}
