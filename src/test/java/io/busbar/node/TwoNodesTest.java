package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes of one cluster: one runs all services, the other only the frontend and one service. */
@UsesServers
class TwoNodesTest {
    private static TestNode fullNode;
    private static TestNode frontendNode;

    @BeforeAll
    static void start() {
        Map<String, String> place = new HashMap<>(Map.of(
                "DATABASE_URL", TestServers.freshDatabase(),
                "REDIS_URL", TestServers.redisUrl(),
                "JWT_SECRET", TestServers.jwtSecret()));
        fullNode = TestNode.start(place);
        place.put("SERVICES", "deliveries");
        frontendNode = TestNode.start(place);
    }

    @AfterAll
    static void stop() {
        frontendNode.close();
        fullNode.close();
    }

    @Test
    void request_forServiceOfOtherNode_succeeds() {
        ApiResponse made = frontendNode.api(UserRole.ADMIN).post("/api/services", service("Asked from afar"));

        assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
        assertThat(fullNode.api()
                        .get("/api/services?search=asked%20from%20afar")
                        .body())
                .containsExactly(made.body());
        assertThat(frontendNode
                        .api()
                        .get("/api/services?search=asked%20from%20afar")
                        .body())
                .containsExactly(made.body());
    }

    @Test
    void error_fromOtherNode_isTheSame() {
        String bad = "{\"title\":\"\",\"colour\":\"red\"}";
        fullNode.api(UserRole.ADMIN).post("/api/services", service("Taken"));

        for (String body : List.of(bad, service("taken"))) {
            ApiResponse here = fullNode.api(UserRole.ADMIN).post("/api/services", body);
            ApiResponse there = frontendNode.api(UserRole.ADMIN).post("/api/services", body);

            assertThat(there.status()).as("%s", there.body()).isEqualTo(here.status());
            assertThat(there.body().path("error")).isEqualTo(here.body().path("error"));
            assertThat(there.body().path("errors")).isEqualTo(here.body().path("errors"));
            assertThat(there.body().path("details")).isEqualTo(here.body().path("details"));
        }
    }

    @Test
    void idempotencyKey_sentToBothNodes_takesEffectOnce() {
        Map<String, ApiClient> nodes = Map.of("full", fullNode.api(), "frontend", frontendNode.api());
        String token = fullNode.token(UserRole.ADMIN);
        for (int round = 0; round < 10; round++) {
            String key = "round-" + round;
            String body = service("Keyed " + round);
            List<CompletableFuture<ApiResponse>> sent = nodes.values().stream()
                    .flatMap(apiClient -> IntStream.range(0, 3)
                            .mapToObj(i -> CompletableFuture.supplyAsync(() -> apiClient
                                    .withToken(token)
                                    .with("Idempotency-Key", key)
                                    .post("/api/services", body))))
                    .toList();
            List<ApiResponse> apiResponses =
                    sent.stream().map(CompletableFuture::join).toList();

            assertThat(apiResponses).extracting(ApiResponse::status).containsOnly(201);
            assertThat(apiResponses.stream().map(ApiResponse::body).collect(Collectors.toSet()))
                    .hasSize(1);
            assertThat(fullNode.count("catalog.service where title = 'Keyed " + round + "'"))
                    .isEqualTo(1);
            assertThat(frontendNode
                            .api()
                            .withToken(token)
                            .with("Idempotency-Key", key)
                            .post("/api/services", service("Else"))
                            .status())
                    .isEqualTo(422);
        }
        assertThat(fullNode.count("catalog.service where title = 'Else'")).isZero();
    }

    @Test
    void health_withoutServiceInCluster_isUnavailable() {
        try (TestNode alone = TestNode.start(Map.of("SERVICES", "deliveries"))) {
            ApiResponse health = alone.api().get("/health");

            assertThat(health.status()).isEqualTo(503);
            assertThat(health.body().at("/services/catalog").asText()).isEqualTo("down");
            assertThat(health.body().at("/services/deliveries").asText()).isEqualTo("up");
            assertThat(alone.api().get("/api/services").status()).isEqualTo(503);
        }
    }

    private static String service(String title) {
        return "{\"title\":\"" + title + "\",\"description\":\"Done well.\",\"category\":\"plumbing\"}";
    }
}
