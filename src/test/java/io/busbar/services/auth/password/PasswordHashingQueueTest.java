package io.busbar.services.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.UsesServers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A full hashing queue on a node. */
@UsesServers
class PasswordHashingQueueTest {
    @Test
    void register_withFullQueue_returnsRetryAfterWhileOtherRequestsSucceed() {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() - 1)
                * (1 + PasswordHasher.MAX_QUEUED_PER_THREAD);
        try (TestNode node = TestNode.start(Map.of("BCRYPT_COST", "10"));
                ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            ApiClient anyone = node.api();
            List<CompletableFuture<ApiResponse>> all = IntStream.range(0, 4 * most)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> register(anyone, i), people))
                    .toList();

            ApiResponse meanwhile = anyone.get("/api/services");
            boolean hashing = all.stream().anyMatch(each -> !each.isDone());

            assertThat(meanwhile.status()).isEqualTo(200);
            assertThat(hashing).isTrue();
            List<ApiResponse> refused = all.stream()
                    .map(CompletableFuture::join)
                    .filter(apiResponse -> apiResponse.status() != 201)
                    .toList();
            assertThat(refused).isNotEmpty().allSatisfy(apiResponse -> {
                assertThat(apiResponse.status()).isEqualTo(503);
                assertThat(apiResponse.body().path("error").asText()).isEqualTo("SERVICE_UNAVAILABLE");
                assertThat(Integer.parseInt(apiResponse.header("retry-after"))).isPositive();
            });
            assertThat(node.count("users.account")).isEqualTo(all.size() - refused.size());
            assertThat(node.count("auth.credential")).isEqualTo(all.size() - refused.size());
        }
    }

    private static ApiResponse register(ApiClient anyone, int number) {
        return anyone.post(
                "/api/auth/register",
                "{\"email\":\"person%d@example.com\",\"password\":\"plenty-of-taps-drip\"}".formatted(number));
    }
}
