package io.busbar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The front's own page")
class PagesTest {

    @Test
    @DisplayName("/health says how the node really is, with the status that load balancers go by")
    void health() {
        try (TestFront front = TestFront.usual()) {
            for (String path : new String[] {"/health", "/api/health", "/api/v1/health"}) {
                HttpResponse<String> answer = front.get(path);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body())
                        .isEqualTo("{\"status\":\"ok\",\"dbStatus\":\"connected\",\"redis\":\"connected\","
                                + "\"services\":{\"specimen\":\"up\"},\"node\":\"node-1\",\"draining\":false}");
            }
            front.health.set(HealthCheck.Health.of("node-1", true, false, Map.of("specimen", true)));
            await().until(() -> front.get("/health").body().contains("\"status\":\"degraded\""));
            assertThat(front.get("/health").statusCode()).isEqualTo(200);
            front.health.set(HealthCheck.Health.of("node-1", true, true, Map.of("specimen", false, "other", true)));
            await().until(() -> front.get("/health").statusCode() == 503);
            assertThat(front.get("/health").body()).contains("\"status\":\"unavailable\"", "\"specimen\":\"down\"");
            front.health.set(HealthCheck.Health.of("node-1", false, true, Map.of("specimen", true)));
            await().until(() -> front.get("/health").body().contains("\"dbStatus\":\"disconnected\""));
            assertThat(front.get("/health").statusCode()).isEqualTo(503);
        }
    }

    @Test
    @DisplayName("/health looks once a second at most, however often it is asked")
    void healthIsCheap() {
        try (TestFront front = TestFront.usual()) {
            long started = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                front.get("/health");
            }
            long seconds = (System.nanoTime() - started) / 1_000_000_000L;
            assertThat(front.looks.get()).isBetween(1, (int) seconds + 2);
        }
    }

    @Test
    @DisplayName("/metrics counts requests by operation and status, for allowed addresses and admins")
    void metrics() {
        try (TestFront front = TestFront.usual()) {
            front.get("/api/things");
            front.get("/api/things?limit=0");
            front.get("/nothing");
            String text = front.get("/metrics").body();
            assertThat(text)
                    .contains("busbar_http_requests_seconds_count{operation=\"specimen.list\",status=\"200\"} 1")
                    .contains("busbar_http_requests_seconds_count{operation=\"specimen.list\",status=\"400\"} 1")
                    .contains("operation=\"none\",status=\"404\"")
                    .contains(
                            "busbar_http_requests_seconds_bucket{operation=\"specimen.list\",status=\"200\",le=\"0.005\"}")
                    .contains("busbar_eventloop_lag_seconds_bucket")
                    .contains("busbar_http_connections ")
                    .contains("jvm_memory_used_bytes")
                    .contains("process_cpu_usage");
        }
        try (TestFront front = new TestFront(TestFront.Wish.usual().metricsFor("10.0.0.0/8"))) {
            assertThat(front.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(front.get("/metrics", "Authorization", "Bearer " + TestTokens.customer())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(front.get("/metrics", "Authorization", "Bearer " + TestTokens.admin())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("/.well-known/jwks.json shows the public keys and may be kept for a while")
    void keys() {
        try (TestFront front = TestFront.usual()) {
            HttpResponse<String> answer = front.get("/.well-known/jwks.json");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/jwk-set+json");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=300");
            assertThat(answer.body()).isEqualTo("{\"keys\":[]}");
        }
    }
}
