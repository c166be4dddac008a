package io.busbar.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class MarketplacePageTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Pattern FILE = Pattern.compile("\"(/app/[^\"]+)\"");
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "woff2", "font/woff2");

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @Test
    void get_ofRoot_returnsPageToBrowsersAndJsonToOthers() {
        JsonObject json = new JsonObject(frontend.get("/").body());
        assertThat(json.fieldNames()).containsExactly("message", "status", "version", "author");
        HttpResponse<String> page = page("/");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).doesNotContain("<style", "style=", "onclick=", "${");
        assertThat(Pattern.compile("<script[^>]*>\\s*[^<\\s]")
                        .matcher(page.body())
                        .find())
                .as("script within the page")
                .isFalse();
    }

    @Test
    void get_ofPage_allowsConnectionsToThisNodeOnlyAndNoHtmlInsertion() {
        String policy =
                page("/").headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains(
                        "default-src 'none'",
                        "script-src 'self';",
                        "connect-src 'self' ws://127.0.0.1:" + frontend.port() + ";",
                        "require-trusted-types-for 'script'")
                .doesNotContain("unsafe", "http:", "https:", "*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login",
                "/register",
                "/verify-email?token=x",
                "/forgot-password",
                "/reset-password?token=x",
                "/bookings",
                "/bookings/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14",
                "/bookings/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b14/review",
                "/professionals/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11",
                "/professionals/0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11/reviews"
            })
    @DisplayName("Browsers get the page at the path of each view, because emails link there.")
    void get_ofViewPath_returnsPageToBrowsersOnly(String path) {
        assertThat(page(path).body()).isEqualTo(page("/").body());
        assertThat(frontend.get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/professionals",
                "/professionals/",
                "/professionals/a/b",
                "/login/x",
                "/nothing",
                "/app/x/../index.html"
            })
    void get_ofOtherPath_returnsNotFound(String path) {
        assertThat(page(path).statusCode()).isEqualTo(404);
    }

    @Test
    void get_ofEveryReferencedFile_hasMediaTypeAndIsImmutable() {
        List<String> paths = referencedFiles();
        assertThat(paths).hasSizeGreaterThan(20).allMatch(path -> path.matches("/app/[0-9a-f]{12}/.*"));
        for (String path : paths) {
            HttpResponse<String> file = frontend.get(path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(file.headers().firstValue("Content-Type"))
                    .as(path)
                    .hasValue(TYPES.get(path.substring(path.lastIndexOf('.') + 1)));
            assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(file.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
            String tag = file.headers().firstValue("ETag").orElseThrow();
            assertThat(frontend.get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
        }
    }

    @Test
    void get_ofFileOfOtherVersion_isServedButNotCacheable() {
        String path = referencedFiles().getFirst().replaceFirst("/app/[0-9a-f]+/", "/app/other/");
        assertThat(frontend.get(path).statusCode()).isEqualTo(200);
        assertThat(frontend.get(path).headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(frontend.get("/app/other/nothing.js").statusCode()).isEqualTo(404);
        assertThat(frontend.get("/app/").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("The page references every file of its folder, so that all are preloaded and versioned.")
    void page_always_referencesEveryFileOfItsFolder() throws IOException, URISyntaxException {
        URI folder = Objects.requireNonNull(
                        MarketplacePageTest.class.getResource("/io/busbar/http/pages/app/index.html"))
                .toURI();
        Path root = Objects.requireNonNull(Path.of(folder).getParent());
        try (Stream<Path> all = Files.walk(root)) {
            List<String> files = all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> !file.equals("index.html") && !file.endsWith(".txt"))
                    .toList();
            assertThat(referencedFiles().stream().map(path -> path.replaceFirst("/app/[0-9a-f]+/", "")))
                    .containsExactlyInAnyOrderElementsOf(files);
        }
    }

    @Test
    void post_toFile_returnsMethodNotAllowed() {
        assertThat(frontend.post(referencedFiles().getFirst(), "{}").statusCode())
                .isEqualTo(405);
    }

    private static HttpResponse<String> page(String path) {
        return frontend.get(path, "Accept", BROWSER);
    }

    private static List<String> referencedFiles() {
        return FILE.matcher(page("/").body())
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
