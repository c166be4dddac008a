package io.busbar.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.busbar.bus.json.Json;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@UsesServers
class ApiDocsTest {
    private static final ApiDocs API_DOCS =
            new ApiDocs(List.of(DocumentedOperations.KINDS), OperationSetView.withoutHosts());

    @AutoClose
    private static final TestFrontend frontend =
            new TestFrontend(TestFrontend.FrontendOptions.defaults(), DocumentedOperations.KINDS);

    @Test
    void get_ofDocument_isCompressedIfAccepted() throws Exception {
        HttpResponse<byte[]> plain = get("/openapi.json");
        HttpResponse<byte[]> zipped = get("/openapi.json", "Accept-Encoding", "br, gzip;q=0.8");
        HttpResponse<byte[]> unwanted = get("/openapi.json", "Accept-Encoding", "gzip;q=0");

        assertThat(plain.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(plain.body())
                .isEqualTo(Json.bytes(OpenApiDocument.of(List.of(DocumentedOperations.KINDS)))
                        .getBytes());
        assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(unzip(zipped.body())).isEqualTo(plain.body());
        assertThat(unwanted.body()).isEqualTo(plain.body());
    }

    @Test
    void get_withMatchingETag_returnsNotModified() throws Exception {
        String tag = get("/openapi.json").headers().firstValue("etag").orElseThrow();

        HttpResponse<byte[]> again = get("/openapi.json", "If-None-Match", tag);
        HttpResponse<byte[]> other = get("/openapi.json", "If-None-Match", "W/\"another\"");

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("etag")).hasValue(tag);
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @Test
    void head_ofEveryPath_returnsNoBody() throws Exception {
        for (String path : API_DOCS.paths()) {
            HttpResponse<byte[]> head = send("HEAD", path);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("content-length").orElse(0))
                    .isPositive();
        }
    }

    @Test
    void get_ofDocs_runsOnlyOwnScriptsWithNewNonceAndLoadsNothingExternal() throws Exception {
        HttpResponse<byte[]> first = get("/docs");
        HttpResponse<byte[]> second = get("/docs");
        String html = new String(first.body(), StandardCharsets.UTF_8);
        String policy = first.headers().firstValue("content-security-policy").orElseThrow();
        String nonce = nonce(policy);

        assertThat(policy).contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'");
        assertThat(policy).doesNotContain("unsafe-eval", "http:", "https:", "script-src 'unsafe-inline'", "*");
        assertThat(nonce)
                .isNotEqualTo(nonce(
                        second.headers().firstValue("content-security-policy").orElseThrow()));
        assertThat(html.split("<script", -1))
                .hasSameSizeAs(html.split("<script nonce=\"" + Pattern.quote(nonce) + "\"", -1));
        assertThat(html)
                .doesNotContain("//cdn")
                .doesNotContain("https://")
                .doesNotContain("http://")
                .doesNotContain("${");
    }

    @Test
    void get_ofScript_isImmutable() throws Exception {
        String html = new String(get("/docs").body(), StandardCharsets.UTF_8);
        Matcher source = Pattern.compile("src=\"(/docs/[^\"]+\\.js)\"").matcher(html);
        assertThat(source.find()).isTrue();

        HttpResponse<byte[]> script = get(source.group(1), "Accept-Encoding", "gzip");

        assertThat(API_DOCS.paths()).contains(source.group(1));
        assertThat(script.headers().firstValue("content-type").orElseThrow()).startsWith("text/javascript");
        assertThat(script.headers().firstValue("cache-control").orElseThrow()).contains("immutable");
        assertThat(new String(unzip(script.body()), StandardCharsets.UTF_8)).contains("createApiReference");
    }

    @Test
    void get_ofUnknownPath_throws() {
        assertThatIllegalArgumentException().isThrownBy(() -> API_DOCS.get("/docs/../etc/passwd"));
    }

    private static String nonce(String policy) {
        Matcher nonce = Pattern.compile("'nonce-([^']{20,})'").matcher(policy);
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }

    private static byte[] unzip(byte[] zipped) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return in.readAllBytes();
        }
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    private static HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = frontend.request(path).method(method, BodyPublishers.noBody());
        return frontend.client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofByteArray());
    }
}
