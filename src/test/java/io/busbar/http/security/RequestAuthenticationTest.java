package io.busbar.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.RequestContext;
import io.busbar.http.RawHttpClient;
import io.busbar.http.SampleBus;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class RequestAuthenticationTest {
    private static final String GOOD_COOKIE = "access_token=" + TestTokens.customer();

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @Test
    void get_ofSharedRead_isAnonymousButRejectsInvalidToken() {
        assertThat(frontend.get("/api/things", "Authorization", "Bearer " + TestTokens.admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(frontend.bus.lastRequestContext().principal()).isEqualTo(new RequestContext.AnonymousPrincipal());
        assertThat(frontend.get("/api/things", "Authorization", "Bearer nonsense")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void get_withBearerTokenAndCookie_prefersBearerToken() {
        assertThat(frontend.get("/api/me", "Authorization", "Bearer " + TestTokens.admin())
                        .body())
                .contains("\"name\":\"admin\"");
        assertThat(frontend.get("/api/me", "Authorization", "bearer  " + TestTokens.admin())
                        .statusCode())
                .isEqualTo(200);
        assertThat(frontend.get("/api/me", "Cookie", "a=b; " + GOOD_COOKIE + "; c=d")
                        .body())
                .contains("\"name\":\"customer\"");
        assertThat(frontend.get("/api/me", "Cookie", GOOD_COOKIE, "Authorization", "Bearer " + TestTokens.admin())
                        .body())
                .contains("\"name\":\"admin\"");
        assertThat(frontend.get("/api/optional-me").body()).contains("\"name\":\"nobody\"");
    }

    @Test
    void post_withTokenRevokedWhileSendingBody_returnsUnauthorized() throws Exception {
        try (RawHttpClient client = new RawHttpClient(frontend.port())) {
            client.send(
                    "POST /api/things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestTokens.revokedAfterFirstUse()
                            + "\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{\"name\":\"a\",");
            await().pollDelay(Duration.ofMillis(200)).until(() -> TestTokens.REVOKED_AFTER_FIRST_USE.get() == 1);
            client.send("\"count\":1}");
            assertThat(client.readResponse()).startsWith("HTTP/1.1 401 ");
        }
        assertThat(TestTokens.REVOKED_AFTER_FIRST_USE).hasValue(2);
    }

    @Test
    void get_withInvalidBearerToken_returnsUnauthorizedDespiteValidCookie() {
        for (String path : new String[] {"/api/me", "/api/optional-me"}) {
            HttpResponse<String> response = frontend.get(path, "Authorization", "Bearer bad", "Cookie", GOOD_COOKIE);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
            assertThat(response.body()).contains("\"error\":\"UNAUTHORIZED\"");
        }
        assertThat(frontend.get("/api/optional-me", "Authorization", "Basic YTpi")
                        .statusCode())
                .isEqualTo(401);
        assertThat(frontend.get("/api/optional-me", "Authorization", "Bearer").statusCode())
                .isEqualTo(401);
        assertThat(frontend.get("/api/optional-me", "Authorization", "Bearer a", "Authorization", "Bearer b")
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token=stale", "access_token=", "access_token", "xaccess_token=", "; ;=;"})
    @DisplayName("An invalid cookie counts as anonymous, so that public reads keep working.")
    void get_withInvalidCookie_isAnonymous(String cookie) {
        assertThat(frontend.get("/api/optional-me", "Cookie", cookie).body()).contains("\"name\":\"nobody\"");
        HttpResponse<String> response = frontend.get("/api/me", "Cookie", cookie);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void delete_withoutRequiredRole_isRejected() {
        String path = "/api/things/" + SampleBus.ID;
        assertThat(delete(path, null)).isEqualTo(401);
        assertThat(delete(path, TestTokens.customer())).isEqualTo(403);
        assertThat(delete(path, TestTokens.admin())).isEqualTo(204);
    }

    private static int delete(String path, @org.jspecify.annotations.Nullable String token) {
        var request = frontend.request(path).DELETE();
        return frontend.send(token == null ? request : request.header("Authorization", "Bearer " + token))
                .statusCode();
    }

    @Test
    void post_withoutToken_isRejectedBeforeBodyIsRead() {
        assertThat(frontend.post("/api/things", "{\"broken").statusCode()).isEqualTo(401);
    }

    @Test
    void get_withRequestId_usesItIfValid() {
        HttpResponse<String> given = frontend.get("/api/optional-me", "X-Request-Id", "my-id_1.2:3");
        assertThat(given.headers().firstValue("X-Request-Id")).hasValue("my-id_1.2:3");
        assertThat(frontend.bus.lastRequestContext().requestId()).isEqualTo("my-id_1.2:3");
        for (String bad : new String[] {"a b", "\"x\"", "x".repeat(129), "<script>", "a\tb"}) {
            HttpResponse<String> made = frontend.get("/api/optional-me", "X-Request-Id", bad);
            assertThat(made.headers().firstValue("X-Request-Id").orElseThrow()).matches("req_[0-9a-f]{16}");
        }
        assertThat(frontend.get("/nothing", "X-Request-Id", "abc").body()).contains("\"requestId\":\"abc\"");
    }

    @Test
    void get_withTraceparent_continuesTraceIfValid() {
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        HttpResponse<String> response = frontend.get("/api/optional-me", "traceparent", parent);
        String trace = response.headers().firstValue("traceparent").orElseThrow();
        assertThat(trace)
                .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                .endsWith("-01")
                .isNotEqualTo(parent);
        assertThat(frontend.bus.lastRequestContext().traceparent()).isEqualTo(trace);
        assertThat(frontend.get("/api/optional-me", "traceparent", "00-zz")
                        .headers()
                        .firstValue("traceparent")
                        .orElseThrow())
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    }

    @Test
    void get_always_setsDeadlineFromTimeoutOfOperation() {
        Instant before = Instant.now();
        frontend.get("/api/optional-me");
        assertThat(frontend.bus.lastRequestContext().deadline())
                .isBetween(before.plusSeconds(5), Instant.now().plus(Duration.ofSeconds(5)));
    }

    @Test
    void post_withIdempotencyKey_passesItOnAndReportsReplay() {
        String[] headers = {"Authorization", "Bearer " + TestTokens.customer(), "Idempotency-Key", "\"first\""};
        HttpResponse<String> first = frontend.post("/api/things", "{\"name\":\"a\",\"count\":1}", headers);
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        RequestContext.Idempotency claim = java.util.Objects.requireNonNull(
                frontend.bus.lastRequestContext().idempotency());
        assertThat(claim.operation()).isEqualTo("specimen.make");
        assertThat(claim.key()).isEqualTo("first");
        HttpResponse<String> second = frontend.post("/api/things", "{ \"count\" : 1, \"name\" : \"a\" }", headers);
        assertThat(second.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(frontend.bus.lastRequestContext().idempotency()).isEqualTo(claim);
        frontend.post("/api/things", "{\"name\":\"b\",\"count\":1}", headers);
        assertThat(java.util.Objects.requireNonNull(
                                frontend.bus.lastRequestContext().idempotency())
                        .fingerprint())
                .isNotEqualTo(claim.fingerprint());
        headers[3] = "not a key";
        HttpResponse<String> malformed = frontend.post("/api/things", "{\"name\":\"a\",\"count\":1}", headers);
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("Idempotency-Key");
        frontend.get("/api/optional-me", "Idempotency-Key", "ignored where nothing is made");
        assertThat(frontend.bus.lastRequestContext().idempotency()).isNull();
    }

    @Test
    void get_withForwardedAddress_usesItOnlyBehindTrustedProxy() {
        assertThat(frontend.get("/api/optional-me", "X-Forwarded-For", "203.0.113.7")
                        .body())
                .contains("\"ip\":\"127.0.0.1\"");
        try (TestFrontend behind =
                new TestFrontend(TestFrontend.FrontendOptions.defaults().withTrustedProxies("127.0.0.0/8"))) {
            assertThat(behind.get("/api/optional-me", "X-Forwarded-For", "6.6.6.6, 203.0.113.7")
                            .body())
                    .contains("\"ip\":\"203.0.113.7\"");
            assertThat(behind.get("/api/optional-me").body()).contains("\"ip\":\"127.0.0.1\"");
        }
    }
}
