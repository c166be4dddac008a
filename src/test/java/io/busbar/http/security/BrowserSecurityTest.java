package io.busbar.http.security;

import static io.busbar.http.TestFrontend.ALLOWED_ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.http.RawHttpClient;
import io.busbar.http.SampleBus;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class BrowserSecurityTest {
    private static final String COOKIE = "access_token=" + TestTokens.customer();

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    @Test
    void signInAndSignOut_always_setAndClearHttpOnlySameSiteCookies() {
        HttpResponse<String> answer = frontend.post("/api/session", "{\"name\":\"alice\"}");
        assertThat(answer.headers().allValues("Set-Cookie"))
                .containsExactly(
                        COOKIE + "; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax",
                        "refresh_token=refresh.me; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax");
        assertThat(answer.body()).contains("alice").doesNotContain("refresh.me");
        assertThat(frontend.post("/api/session/end", "{}").headers().allValues("Set-Cookie"))
                .containsExactly(
                        "access_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
                        "refresh_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    }

    @ParameterizedTest(name = "Origin {0}, Sec-Fetch-Site {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,-,200",
                "-,same-origin,200",
                "http://localhost:8000,-,200",
                "http://localhost:8000,cross-site,200",
                "own,same-origin,200",
                "-,cross-site,403",
                "https://evil.example,-,403",
                "https://evil.example,same-site,403",
                "null,cross-site,403"
            })
    void signIn_causedByPageOfOtherSite_isForbidden(String origin, String site, int status) {
        List<String> headers = new ArrayList<>();
        if (origin != null) {
            headers.addAll(List.of("Origin", origin.equals("own") ? "http://127.0.0.1:" + frontend.port() : origin));
        }
        if (site != null) {
            headers.addAll(List.of("Sec-Fetch-Site", site));
        }
        HttpResponse<String> answer =
                frontend.post("/api/session", "{\"name\":\"alice\"}", headers.toArray(String[]::new));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().allValues("Set-Cookie")).hasSize(status == 200 ? 2 : 0);
    }

    @Test
    void signIn_withCookieParameter_passesItButRejectsItAsField() {
        String alice = "{\"name\":\"alice\"}";
        assertThat(frontend.post("/api/session", alice, "Cookie", "device_token=laptop")
                        .body())
                .contains("laptop");
        assertThat(frontend.post("/api/session", alice).body()).contains("alice");
        HttpResponse<String> asField = frontend.post("/api/session", "{\"name\":\"alice\",\"device\":\"laptop\"}");
        assertThat(asField.statusCode()).isEqualTo(400);
        assertThat(asField.body()).contains("/device");
    }

    @Test
    void signIn_behindTlsProxy_bindsCookiesToHostAndEnablesHsts() {
        try (TestFrontend behind =
                new TestFrontend(TestFrontend.FrontendOptions.defaults().withTrustedProxies("127.0.0.0/8"))) {
            HttpResponse<String> answer =
                    behind.post("/api/session", "{\"name\":\"alice\"}", "X-Forwarded-Proto", "https");
            assertThat(answer.headers().allValues("Set-Cookie"))
                    .hasSize(2)
                    .allMatch(cookie -> cookie.startsWith("__Host-") && cookie.endsWith("; Secure"));
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isPresent();
            HttpResponse<String> plain = behind.post("/api/session", "{\"name\":\"alice\"}");
            assertThat(plain.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.contains("Secure"));
            assertThat(plain.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @ParameterizedTest(name = "Origin {0}, Sec-Fetch-Site {1}: {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "http://localhost:8000,-,201",
                "http://localhost:8000,same-site,201",
                "own,-,201",
                "own,same-origin,201",
                "-,same-origin,201",
                "-,none,201",
                "-,-,403",
                "-,cross-site,403",
                "-,same-site,403",
                "https://evil.example,-,403",
                "https://evil.example,same-origin,403",
                "http://localhost:8000.evil.example,-,403",
                "http://localhost:8001,-,403",
                "https://localhost:8000,-,403",
                "null,-,403",
                "http://localhost:8000,cross-site,403"
            })
    void postWithCookie_causedByOtherThanAllowedPage_isForbidden(
            @org.jspecify.annotations.Nullable String origin,
            @org.jspecify.annotations.Nullable String site,
            int status) {
        HttpRequest.Builder request = frontend.request("/api/things")
                .header("Content-Type", "application/json")
                .header("Cookie", COOKIE)
                .POST(BodyPublishers.ofString("{\"name\":\"a\",\"count\":1}"));
        if (origin != null) {
            request.header("Origin", origin.equals("own") ? "http://127.0.0.1:" + frontend.port() : origin);
        }
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        int before = frontend.bus.requests.size();
        HttpResponse<String> answer = frontend.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(frontend.bus.requests).hasSize(status == 201 ? before + 1 : before);
    }

    @Test
    void crossSiteRequest_withRefreshCookie_isForbiddenUnlikeReadsAndBearerTokens() {
        assertThat(frontend.post("/api/session/end", "{}", "Cookie", "refresh_token=x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(frontend.post("/api/session/end", "{}", "Cookie", "other=x").statusCode())
                .isEqualTo(200);
        assertThat(frontend.get("/api/me", "Cookie", COOKIE, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(200);
        assertThat(frontend.post(
                                "/api/things",
                                "{\"name\":\"a\",\"count\":1}",
                                "Authorization",
                                "Bearer " + TestTokens.customer(),
                                "Cookie",
                                COOKIE)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void get_fromAllowedOrigin_hasCorsHeadersEvenOnErrors() {
        for (String path : new String[] {"/api/things", "/api/me", "/api/nothing", "/nothing", "/health"}) {
            HttpResponse<String> answer = frontend.get(path, "Origin", ALLOWED_ORIGIN);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .as(path)
                    .hasValue(ALLOWED_ORIGIN);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .hasValue("true");
            assertThat(answer.headers()
                            .firstValue("Access-Control-Expose-Headers")
                            .orElseThrow()
                            .split(", "))
                    .contains(
                            "X-Request-Id", "Link", "X-Total-Count", "X-Unread-Count", "RateLimit", "RateLimit-Policy")
                    .contains("Retry-After", "Idempotency-Replayed");
            assertThat(answer.headers().firstValue("Vary").orElseThrow()).contains("origin");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost:8000/", "http://localhost", "*"})
    void get_fromOtherOrigin_hasNoCorsHeaders(String origin) {
        HttpResponse<String> answer = frontend.get("/api/things", "Origin", origin);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
        assertThat(answer.headers().firstValue("Vary").orElseThrow()).contains("origin");
    }

    @Test
    void preflight_fromAnyOrigin_allowsOnlyConfiguredOrigins() {
        HttpResponse<String> answer = preflight(ALLOWED_ORIGIN, "/api/things/" + SampleBus.ID);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(ALLOWED_ORIGIN);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                .hasValue("true");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("PUT", "DELETE");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("Authorization", "Content-Type", "Idempotency-Key");
        assertThat(answer.headers().firstValue("Access-Control-Max-Age")).hasValue("600");
        HttpResponse<String> refused = preflight("https://evil.example", "/api/things");
        assertThat(refused.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    private static HttpResponse<String> preflight(String origin, String path) {
        return frontend.send(frontend.request(path)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "content-type,authorization")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    @Test
    void response_ofAnyStatus_hasSecurityHeaders() throws IOException {
        List<HttpResponse<String>> answers = List.of(
                frontend.get("/api/things"),
                frontend.get("/api/things/x"),
                frontend.get("/api/me"),
                frontend.get("/api/me", "Authorization", "Bearer bad"),
                frontend.get("/api/nothing"),
                frontend.get("/nothing"),
                frontend.get("/api/broken"),
                frontend.get("/api/never"),
                frontend.get("/api/elsewhere"),
                frontend.get("/api/files/1"),
                frontend.get("/health"),
                frontend.get("/metrics"),
                frontend.get("/"),
                frontend.get("/", "Accept", "text/html"),
                frontend.get("/x%zz".replace("%zz", "%25zz")),
                frontend.post("/api/things", "{"),
                preflight(ALLOWED_ORIGIN, "/api/things"));
        for (HttpResponse<String> answer : answers) {
            String what = answer.request().uri() + " " + answer.statusCode();
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(what)
                    .hasValue("nosniff");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(what)
                    .contains("default-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("Referrer-Policy")).as(what).hasValue("no-referrer");
            assertThat(answer.headers().firstValue("Cross-Origin-Opener-Policy"))
                    .as(what)
                    .hasValue("same-origin");
            assertThat(answer.headers().firstValue("Cross-Origin-Resource-Policy"))
                    .as(what)
                    .isPresent();
            assertThat(answer.headers().firstValue("Cache-Control")).as(what).hasValue("no-store");
            assertThat(answer.headers().firstValue("X-Request-Id")).as(what).isPresent();
            assertThat(answer.headers().firstValue("Date")).as(what).isPresent();
            assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                    .as(what)
                    .isEmpty();
        }
        for (String wire : new String[] {"GARBAGE\r\n\r\n", "GET /" + "a".repeat(9000) + " HTTP/1.1\r\n\r\n"}) {
            try (RawHttpClient client = new RawHttpClient(frontend.port())) {
                assertThat(client.send(wire).readUntilClosed())
                        .contains("x-content-type-options: nosniff", "content-security-policy: ");
            }
        }
    }
}
