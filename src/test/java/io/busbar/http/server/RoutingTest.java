package io.busbar.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.SampleBus;
import io.busbar.http.SampleOperations;
import io.busbar.http.TestFrontend;
import io.busbar.testing.UsesServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class RoutingTest {
    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    private static HttpResponse<String> send(String method, String path) {
        return frontend.send(frontend.request(path).method(method, BodyPublishers.noBody()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/things/", "/api/v1/things/", "/api/thing/", "/api/v1/thing/"})
    void get_withVersionAliasOrTrailingSlash_findsTheOperation(String path) {
        assertThat(frontend.get(path + SampleBus.ID).statusCode()).isEqualTo(200);
        assertThat(frontend.get(path + SampleBus.ID + "/").statusCode()).isEqualTo(200);
    }

    @Test
    void request_toLiteralPath_prefersItOverParameterForItsMethodsOnly() {
        assertThat(frontend.get("/api/things/special").body()).isEqualTo("special, not a parameter");
        HttpResponse<String> put = frontend.send(frontend.request("/api/things/special")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(put.body()).contains("{\"field\":\"/id\",\"msg\":\"must be a UUID\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/v1",
                "/api/v1/",
                "/api/nothing",
                "/api/things/a/b",
                "/api/thingsx",
                "/api//things",
                "/nothing",
                "/api/v2/things",
                "/things",
                "/api/../health",
                "/api/things%2Fspecial"
            })
    void get_ofUnknownPath_returnsNotFound(String path) {
        HttpResponse<String> response = frontend.get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).startsWith("{\"error\":\"NOT_FOUND\",\"message\":\"This path does not exist\"");
    }

    @Test
    void request_withUnsupportedMethod_returnsMethodNotAllowed() {
        HttpResponse<String> response = send("PATCH", "/api/things");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, POST, HEAD, OPTIONS");
        assertThat(response.body()).contains("\"error\":\"METHOD_NOT_ALLOWED\"");
        HttpResponse<String> both = send("POST", "/api/things/special");
        assertThat(both.headers().firstValue("Allow").orElseThrow().split(", "))
                .containsExactlyInAnyOrder("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
        assertThat(send("POST", "/health").headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
        assertThat(send("DELETE", "/").statusCode()).isEqualTo(405);
    }

    @Test
    void head_ofAnyPath_returnsHeadersOfGetWithoutBody() {
        HttpResponse<String> get = frontend.get("/api/things");
        HttpResponse<String> head = send("HEAD", "/api/things");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String field : new String[] {"content-length", "content-type", "link", "x-total-count"}) {
            assertThat(head.headers().firstValue(field))
                    .as(field)
                    .isEqualTo(get.headers().firstValue(field))
                    .isPresent();
        }
        HttpResponse<String> file = send("HEAD", "/api/files/3");
        assertThat(file.headers().firstValue("content-length")).hasValue(Integer.toString(3 << 20));
        assertThat(send("HEAD", "/api/nothing").statusCode()).isEqualTo(404);
        assertThat(send("HEAD", "/health").statusCode()).isEqualTo(200);
    }

    @Test
    void options_ofKnownPath_returnsSupportedMethods() {
        HttpResponse<String> response = send("OPTIONS", "/api/things/" + SampleBus.ID);
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, PUT, DELETE, HEAD, OPTIONS");
        assertThat(send("OPTIONS", "/api/nothing").statusCode()).isEqualTo(404);
        assertThat(send("OPTIONS", "/metrics").statusCode()).isEqualTo(204);
    }

    @Test
    void put_withEncodedPathParameter_decodesAnyText() {
        HttpResponse<String> response = frontend.send(
                frontend.request("/api/files/a%2Fb%20c%F0%9F%99%82%E2%80%AE?").PUT(BodyPublishers.ofString("x")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(((SampleOperations.Store) frontend.bus.lastRequest()).folder())
                .isEqualTo("a/b c🙂\u202e");
    }
}
