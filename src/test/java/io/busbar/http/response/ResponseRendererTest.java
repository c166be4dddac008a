package io.busbar.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.SampleBus;
import io.busbar.http.SampleOperations;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@UsesServers
class ResponseRendererTest {
    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @Test
    void get_ofPage_returnsArrayWithLinkAndTotalHeaders() {
        HttpResponse<String> first = frontend.get("/api/v1/things?limit=1&search=a%20b");
        assertThat(first.body()).startsWith("[{\"id\":\"").endsWith("}]");
        assertThat(first.headers().firstValue("X-Total-Count")).hasValue("7");
        assertThat(first.headers().firstValue("X-Unread-Count")).hasValue("3");
        String link = first.headers().firstValue("Link").orElseThrow();
        assertThat(link).isEqualTo("</api/v1/things?limit=1&search=a%20b&cursor=a%2Fb%2Bc%3D>; rel=\"next\"");
        HttpResponse<String> next = frontend.get(link.substring(1, link.indexOf('>')));
        assertThat(((SampleOperations.ListThings) frontend.bus.lastRequest())
                        .page()
                        .cursor())
                .isEqualTo("a/b+c=");
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(frontend.get("/api/things?cursor=last").headers().firstValue("Link"))
                .isEmpty();
    }

    @Test
    void request_forBytesTextNoContentOrRedirect_returnsThem() {
        HttpResponse<byte[]> bytes = frontend.bytes("/api/bytes");
        assertThat(bytes.body()).containsExactly(1, 2, 3);
        assertThat(bytes.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(frontend.get("/api/things/special").headers().firstValue("Content-Type"))
                .hasValue("text/plain; charset=utf-8");
        HttpResponse<String> nothing = frontend.send(frontend.request("/api/things/" + SampleBus.ID)
                .header("Authorization", "Bearer " + TestTokens.admin())
                .DELETE());
        assertThat(nothing.statusCode()).isEqualTo(204);
        assertThat(nothing.body()).isEmpty();
        HttpResponse<String> redirect = frontend.get("/api/redirect");
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location")).hasValue("https://example.org/%C3%BC");
    }

    @Test
    void post_thatStartsJob_returnsAcceptedWithItsUrl() {
        HttpResponse<String> started =
                frontend.send(frontend.request("/api/things/exports").POST(HttpRequest.BodyPublishers.noBody()));

        assertThat(started.statusCode()).isEqualTo(202);
        assertThat(started.headers().firstValue("Location")).hasValue("/api/jobs/" + SampleBus.ID);
        assertThat(started.body()).contains("\"id\":\"" + SampleBus.ID + "\"", "\"status\":\"queued\"");
    }

    @ParameterizedTest(name = "{0} save {1}: {2}")
    @CsvSource({
        "image/png,false,inline",
        "image/png,true,attachment",
        "text/html,false,attachment",
        "image/svg+xml,false,attachment",
        "application/javascript,false,attachment",
        "IMAGE/PNG,false,inline",
        "nonsense,false,attachment"
    })
    void get_ofFile_displaysOnlyTypesThatCannotRunScripts(String type, boolean save, String disposition) {
        HttpResponse<byte[]> answer = frontend.bytes(
                "/api/files/1?save=" + save + "&type=" + java.net.URLEncoder.encode(type, StandardCharsets.UTF_8));
        assertThat(answer.body()).hasSize(1 << 20);
        assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo(disposition
                        + "; filename=\"f_nf _quotes_.html\"; filename*=UTF-8''f%C3%BCnf%20%22quotes%22.html");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("sandbox");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .isEqualTo(
                        type.equals("nonsense") ? "application/octet-stream" : type.toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void get_acceptingGzip_compressesIfItSavesBytes() throws IOException {
        HttpResponse<byte[]> plain = frontend.bytes("/api/things?limit=100");
        HttpResponse<byte[]> packed = frontend.bytes("/api/things?limit=100", "Accept-Encoding", "gzip, br");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.headers().allValues("Vary").toString()).contains("accept-encoding");
        assertThat(packed.body().length).isLessThan(plain.body().length / 5);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(frontend.bytes("/api/things?limit=2", "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .isEmpty();
    }

    @Test
    void request_forTokensOrFile_isNeverCompressed() throws Exception {
        HttpResponse<String> session =
                frontend.post("/api/session", "{\"name\":\"" + "a".repeat(3000) + "\"}", "Accept-Encoding", "gzip");
        assertThat(session.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(session.body()).contains("aaaa");
        HttpResponse<byte[]> file = frontend.client.send(
                frontend.request("/api/files/1")
                        .header("Accept-Encoding", "gzip")
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(file.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(file.body()).hasSize(1 << 20);
    }
}
