package io.busbar.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.FrontendSettings;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestFrontend.FrontendOptions;
import io.busbar.http.TestRedis;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@UsesServers
class RateLimitGateTest {
    private TestRedis redis;

    @BeforeEach
    void open() {
        redis = new TestRedis();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private TestFrontend newFrontend(long count) {
        TestFrontend frontend = new TestFrontend(FrontendOptions.defaults()
                .rates(FrontendOptions.rates(count))
                .redis(redis.url())
                .withTrustedProxies("127.0.0.0/8"));
        await().until(() -> frontend.get("/metrics").body().contains("busbar_ratelimit_local 0.0")
                && frontend.get("/api/optional-me", "X-Forwarded-For", "192.0.2." + (int) (Math.random() * 250))
                        .headers()
                        .firstValue("RateLimit")
                        .isPresent());
        return frontend;
    }

    private static int admitted(String ip, int requests, TestFrontend... frontends) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            int status = frontends[i % frontends.length]
                    .get("/api/optional-me", "X-Forwarded-For", ip)
                    .statusCode();
            assertThat(status).isIn(200, 429);
            admitted += status == 200 ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void request_onTwoFrontends_sharesLimitExceptWithoutRedis() {
        try (TestFrontend firstFrontend = newFrontend(30);
                TestFrontend secondFrontend = newFrontend(30)) {
            assertThat(admitted("203.0.113.7", 70, firstFrontend, secondFrontend))
                    .isBetween(30, 32); // one every two seconds comes back
            assertThat(admitted("203.0.113.8", 5, firstFrontend)).isEqualTo(5);
            assertThat(admitted("2001:db8:1:2::1", 20, firstFrontend)).isEqualTo(20);
            assertThat(admitted("2001:db8:1:2::2", 20, secondFrontend)).isBetween(10, 12);
            redis.stop();
            await().until(() -> {
                firstFrontend.get("/api/optional-me", "X-Forwarded-For", "192.0.2.1");
                secondFrontend.get("/api/optional-me", "X-Forwarded-For", "192.0.2.2");
                return firstFrontend.get("/metrics").body().contains("busbar_ratelimit_local 1.0")
                        && secondFrontend.get("/metrics").body().contains("busbar_ratelimit_local 1.0");
            });
            assertThat(admitted("203.0.113.9", 80, firstFrontend, secondFrontend))
                    .isBetween(60, 64);
        }
    }

    @Test
    void request_withinAndBeyondLimit_reportsStateAndWaitTime() {
        try (TestFrontend frontend = newFrontend(3)) {
            HttpResponse<String> first = frontend.get("/api/optional-me");
            assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"general\";q=3;w=60");
            assertThat(first.headers().firstValue("RateLimit").orElseThrow()).isEqualTo("\"general\";r=2;t=20");
            frontend.get("/nothing");
            frontend.get("/api/nothing");
            HttpResponse<String> refused = frontend.get("/api/optional-me", "X-Request-Id", "id-1");
            assertThat(refused.statusCode()).isEqualTo(429);
            String seconds = refused.headers().firstValue("Retry-After").orElseThrow();
            assertThat(Integer.parseInt(seconds)).isBetween(15, 20);
            assertThat(refused.headers().firstValue("RateLimit")).hasValue("\"general\";r=0;t=" + seconds);
            assertThat(refused.body())
                    .isEqualTo("{\"error\":\"RATE_LIMIT_EXCEEDED\",\"message\":\"Too many requests\",\"retryAfter\":"
                            + seconds + ",\"requestId\":\"id-1\"}");
            assertThat(frontend.get("/").statusCode()).isEqualTo(429);
            assertThat(frontend.get("/health").statusCode()).isEqualTo(200);
            assertThat(frontend.get("/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void request_signedInOrWithSecrets_hasSeparateQuota() {
        try (TestFrontend frontend = newFrontend(3)) {
            String[] signedIn = {"Authorization", "Bearer " + TestTokens.customer()};
            for (int i = 0; i < 3; i++) {
                assertThat(frontend.get("/api/optional-me").statusCode()).isEqualTo(200);
                assertThat(frontend.get("/api/me", signedIn).headers().firstValue("RateLimit-Policy"))
                        .hasValue("\"user\";q=3;w=60");
                assertThat(frontend.post("/api/session", "{\"name\":\"a\"}", signedIn)
                                .headers()
                                .firstValue("RateLimit-Policy"))
                        .hasValue("\"auth\";q=3;w=60");
            }
            assertThat(frontend.get("/api/optional-me").statusCode()).isEqualTo(429);
            assertThat(frontend.get("/api/me", signedIn).statusCode()).isEqualTo(429);
            assertThat(frontend.post("/api/session", "{\"name\":\"a\"}").statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void request_withInvalidToken_countsTowardsLimit() {
        try (TestFrontend frontend = newFrontend(3)) {
            for (int i = 0; i < 3; i++) {
                assertThat(frontend.get("/api/me", "Authorization", "Bearer guess" + i)
                                .statusCode())
                        .isEqualTo(401);
            }
            assertThat(frontend.get("/api/me", "Authorization", "Bearer guess").statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void request_obeyingRateLimitHeaders_isNeverRejected() {
        try (TestFrontend frontend = new TestFrontend(FrontendOptions.defaults()
                .rates(new FrontendSettings.RateQuotas(
                        new io.busbar.http.limits.Quota("general", 5, Duration.ofSeconds(1)),
                        new io.busbar.http.limits.Quota("auth", 5, Duration.ofSeconds(1)),
                        new io.busbar.http.limits.Quota("user", 5, Duration.ofSeconds(1))))
                .redis(redis.url()))) {
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> answer = frontend.get("/api/optional-me");
                assertThat(answer.statusCode()).isEqualTo(200);
                String limit = answer.headers().firstValue("RateLimit").orElseThrow();
                if (limit.contains(";r=0;")) {
                    int seconds = Integer.parseInt(limit.substring(limit.indexOf(";t=") + 3));
                    long from = System.nanoTime();
                    await().pollInterval(Duration.ofMillis(50))
                            .until(() -> System.nanoTime() - from >= seconds * 1_000_000_000L);
                }
            }
        }
    }
}
