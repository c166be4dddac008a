package io.busbar.http.server;

import static io.busbar.http.TestFrontend.ALLOWED_ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@UsesServers
class CoalescedReadsTest {
    private static final String PATH = "/api/things?limit=100";

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @Test
    void get_concurrently_sharesBodyButNotHeaders() throws Exception {
        byte[] body = frontend.bytes(PATH).body();
        frontend.bus.requests.clear();
        List<CompletableFuture<HttpResponse<byte[]>>> plain = many(PATH, request -> request);
        List<CompletableFuture<HttpResponse<byte[]>>> versioned =
                many("/api/v1/things?limit=100", request -> request.header("X-Request-Id", "mine"));
        List<CompletableFuture<HttpResponse<byte[]>>> packed =
                many(PATH, request -> request.header("Accept-Encoding", "gzip"));
        List<CompletableFuture<HttpResponse<byte[]>>> foreign =
                many(PATH, request -> request.header("Origin", ALLOWED_ORIGIN));
        List<CompletableFuture<HttpResponse<byte[]>>> heads =
                many(PATH, request -> request.method("HEAD", BodyPublishers.noBody()));

        for (CompletableFuture<HttpResponse<byte[]>> each : plain) {
            HttpResponse<byte[]> answer = each.join();
            assertThat(answer.body()).isEqualTo(body);
            assertThat(header(answer, "Link")).startsWith("</api/things?limit=100&cursor=");
            assertThat(header(answer, "X-Request-Id")).startsWith("req_");
            assertThat(header(answer, "Content-Encoding")).isEmpty();
            assertThat(header(answer, "Access-Control-Allow-Origin")).isEmpty();
        }
        for (CompletableFuture<HttpResponse<byte[]>> each : versioned) {
            assertThat(each.join().body()).isEqualTo(body);
            assertThat(header(each.join(), "Link")).startsWith("</api/v1/things?limit=100&cursor=");
            assertThat(header(each.join(), "X-Request-Id")).isEqualTo("mine");
        }
        for (CompletableFuture<HttpResponse<byte[]>> each : packed) {
            assertThat(header(each.join(), "Content-Encoding")).isEqualTo("gzip");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(each.join().body())).readAllBytes())
                    .isEqualTo(body);
        }
        for (CompletableFuture<HttpResponse<byte[]>> each : foreign) {
            assertThat(each.join().body()).isEqualTo(body);
            assertThat(header(each.join(), "Access-Control-Allow-Origin")).isEqualTo(ALLOWED_ORIGIN);
        }
        for (CompletableFuture<HttpResponse<byte[]>> each : heads) {
            assertThat(each.join().body()).isEmpty();
            assertThat(header(each.join(), "Content-Length")).isEqualTo(String.valueOf(body.length));
        }
        assertThat(frontend.bus.requests).hasSizeLessThan(100);
    }

    private static List<CompletableFuture<HttpResponse<byte[]>>> many(
            String path, UnaryOperator<HttpRequest.Builder> customizer) {
        HttpRequest request = customizer.apply(frontend.request(path)).build();
        return IntStream.range(0, 20)
                .mapToObj(i -> frontend.client.sendAsync(request, BodyHandlers.ofByteArray()))
                .toList();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
