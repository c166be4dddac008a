package io.busbar.http.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.HealthCheck;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

@UsesServers
class PageRoutesTest {

    @Test
    void getHealth_always_reportsActualHealthWithStatusForLoadBalancers() {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            for (String path : new String[] {"/health", "/api/health", "/api/v1/health"}) {
                HttpResponse<String> response = frontend.get(path);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body())
                        .isEqualTo("{\"status\":\"ok\",\"dbStatus\":\"connected\",\"redis\":\"connected\","
                                + "\"services\":{\"specimen\":\"up\"},\"node\":\"node-1\",\"draining\":false}");
            }
            frontend.health.set(HealthCheck.Health.of("node-1", true, false, Map.of("specimen", true)));
            await().until(() -> frontend.get("/health").body().contains("\"status\":\"degraded\""));
            assertThat(frontend.get("/health").statusCode()).isEqualTo(200);
            frontend.health.set(HealthCheck.Health.of("node-1", true, true, Map.of("specimen", false, "other", true)));
            await().until(() -> frontend.get("/health").statusCode() == 503);
            assertThat(frontend.get("/health").body()).contains("\"status\":\"unavailable\"", "\"specimen\":\"down\"");
            frontend.health.set(HealthCheck.Health.of("node-1", false, true, Map.of("specimen", true)));
            await().until(() -> frontend.get("/health").body().contains("\"dbStatus\":\"disconnected\""));
            assertThat(frontend.get("/health").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void getHealth_repeatedly_runsCheckAtMostOncePerSecond() {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            long started = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                frontend.get("/health");
            }
            long seconds = (System.nanoTime() - started) / 1_000_000_000L;
            assertThat(frontend.healthChecks.get()).isBetween(1, (int) seconds + 2);
        }
    }

    @Test
    void getMetrics_fromAllowedAddressOrAsAdmin_countsRequests() {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            frontend.get("/api/things");
            frontend.get("/api/things?limit=0");
            frontend.get("/nothing");
            String text = frontend.get("/metrics").body();
            assertThat(text)
                    .contains("busbar_http_requests_seconds_count{operation=\"specimen.list\",status=\"200\"} 1")
                    .contains("busbar_http_requests_seconds_count{operation=\"specimen.list\",status=\"400\"} 1")
                    .contains("operation=\"unmatched\",status=\"404\"")
                    .contains(
                            "busbar_http_requests_seconds_bucket{operation=\"specimen.list\",status=\"200\",le=\"0.005\"}")
                    .contains("busbar_eventloop_lag_seconds_bucket")
                    .contains("busbar_http_connections ")
                    .contains("jvm_memory_used_bytes")
                    .contains("process_cpu_usage");
        }
        try (TestFrontend frontend =
                new TestFrontend(TestFrontend.FrontendOptions.defaults().withMetricsAllowed("10.0.0.0/8"))) {
            assertThat(frontend.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(frontend.get("/metrics", "Authorization", "Bearer " + TestTokens.customer())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(frontend.get("/metrics", "Authorization", "Bearer " + TestTokens.admin())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void getJwks_always_returnsCacheablePublicKeys() {
        try (TestFrontend frontend = TestFrontend.withDefaults()) {
            HttpResponse<String> response = frontend.get("/.well-known/jwks.json");
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/jwk-set+json");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("public, max-age=300");
            assertThat(response.body()).isEqualTo("{\"keys\":[]}");
        }
    }
}
