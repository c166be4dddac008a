package io.busbar.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.busbar.bus.json.Json;
import io.busbar.http.SampleOperations;
import io.busbar.http.TestFrontend;
import io.busbar.http.openapi.OpenApiDocument;
import io.busbar.testing.ResponseContract;
import io.busbar.testing.UsesServers;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class ApiDocsRoutesTest {
    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/health",
                "/api/health",
                "/api/v1/health",
                "/metrics",
                "/.well-known/jwks.json",
                "/openapi.json",
                "/docs",
                "/nowhere"
            })
    void get_ofPage_matchesOpenApiDocument(String path) {
        HttpResponse<String> response = frontend.get(path);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        response.headers().map().forEach(headers::add);

        assertThatCode(() -> ResponseContract.of(OpenApiDocument.of(List.of(SampleOperations.SAMPLE)))
                        .check(HttpMethod.GET, path, response.statusCode(), headers, Buffer.buffer(response.body())))
                .doesNotThrowAnyException();
    }

    @Test
    void get_ofOpenApiDocument_describesOperationsOfThisFrontend() {
        HttpResponse<String> response = frontend.get("/openapi.json");

        assertThat(Json.parse(Buffer.buffer(response.body())).path("paths").fieldNames())
                .toIterable()
                .contains(SampleOperations.SAMPLE.operations().getFirst().path(), "/health");
    }

    @Test
    void get_ofDocs_hasOwnContentSecurityPolicyAndOtherSecurityHeaders() {
        HttpResponse<String> page = frontend.get("/docs");

        assertThat(page.headers().allValues("content-security-policy"))
                .singleElement()
                .asString()
                .contains("script-src 'nonce-");
        assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("x-frame-options")).hasValue("DENY");
        assertThat(frontend.get("/openapi.json", "Accept-Encoding", "gzip")
                        .headers()
                        .allValues("content-encoding"))
                .containsExactly("gzip");
    }

    @Test
    void post_toDocs_returnsMethodNotAllowed() {
        HttpResponse<String> response = frontend.send(frontend.request("/docs").POST(BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("GET, HEAD, OPTIONS");
    }
}
