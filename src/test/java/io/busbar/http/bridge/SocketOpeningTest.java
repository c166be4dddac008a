package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@UsesServers
class SocketOpeningTest {
    private static final String COOKIE = "access_token=" + TestTokens.customer();
    private static final String EVIL = "https://evil.example";

    @AutoClose
    private static final TestFrontend frontend = TestFrontend.withDefaults();

    private static boolean isAlice(SocketClient client) {
        frontend.bus.requestContexts.clear();
        return client.ask("specimen", "me", null).getString("type").equals("rec")
                && frontend.bus.requestContexts.remove().userId().equals(Optional.of(TestTokens.ALICE));
    }

    @Test
    void open_withCookieFromOwnOrAllowedOrigin_isAuthenticated() {
        for (String origin : new String[] {"http://127.0.0.1:" + frontend.port(), TestFrontend.ALLOWED_ORIGIN}) {
            try (SocketClient client = SocketClient.open(frontend.port(), "Origin", origin, "Cookie", COOKIE)) {
                assertThat(isAlice(client)).isTrue();
            }
            try (SocketClient client = SocketClient.openFramed(frontend.port(), "Origin", origin, "Cookie", COOKIE)) {
                assertThat(isAlice(client)).isTrue();
            }
        }
    }

    @Test
    void open_withInvalidCookie_isAnonymous() {
        String origin = TestFrontend.ALLOWED_ORIGIN;
        try (SocketClient client =
                SocketClient.open(frontend.port(), "Origin", origin, "Cookie", "access_token=old.x.y")) {
            assertThat(SocketClient.errorCode(client.ask("specimen", "me", null)))
                    .isEqualTo("UNAUTHORIZED");
            assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/eventbus/websocket", "/eventbus/000/abc/websocket"})
    void open_fromForeignOriginOrWithCookieButNoOrigin_isForbidden(String path) {
        assertThat(SocketClient.rejectedStatus(frontend.port(), path, "Origin", EVIL))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(frontend.port(), path, "Origin", EVIL, "Cookie", COOKIE))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(frontend.port(), path, "Origin", "null", "Cookie", COOKIE))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(frontend.port(), path, "Cookie", COOKIE))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(frontend.port(), path, "Cookie", COOKIE, "Sec-Fetch-Site", "cross-site"))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token", "Authorization", "anything"})
    void open_withTokenInQuery_isBadRequest(String name) {
        assertThat(SocketClient.rejectedStatus(
                        frontend.port(), "/eventbus/websocket?" + name + "=" + TestTokens.customer()))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "/eventbus, 404",
        "/eventbus/iframe.html, 404",
        "/eventbus/chunking_test, 404",
        "/eventbus/0/s/eventsource, 404",
        "/eventbus/0/s/htmlfile, 404",
        "/eventbus/0/s/jsonp, 404",
        "/eventbus/0/s/xhr, 404",
        "/eventbus/0/s/xhr_streaming, 404",
        "/eventbus/0/s/xhr_send, 404",
        "/eventbus/websocket, 400",
        "/eventbus/info, 200"
    })
    void get_ofEventBusPath_servesOnlyInfo(String path, int status) {
        HttpResponse<String> answer = frontend.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void info_forForeignOrigin_hasNoCorsHeaders() {
        HttpResponse<String> allowed = frontend.get("/eventbus/info", "Origin", TestFrontend.ALLOWED_ORIGIN);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(TestFrontend.ALLOWED_ORIGIN);
        HttpResponse<String> foreign = frontend.get("/eventbus/info", "Origin", EVIL);
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void post_toPollingTransportOrInfo_isRefused() {
        for (String transport : new String[] {"xhr", "xhr_streaming", "xhr_send"}) {
            assertThat(frontend.post("/eventbus/000/polling/" + transport, "[]").statusCode())
                    .isEqualTo(404);
        }
        assertThat(frontend.post("/eventbus/info", "{}").statusCode()).isEqualTo(405);
    }

    @Test
    void openSockets_afterIdleTimeout_onlySilentOnesAreClosedAndUncounted() {
        SocketSetup quick = new SocketSetup(Duration.ofSeconds(1));
        try (TestFrontend impatient = quick.open();
                SocketClient alive = SocketClient.open(impatient.port());
                SocketClient dead = SocketClient.openFramed(impatient.port());
                SocketClient raw = SocketClient.open(impatient.port())) {
            await().until(() ->
                    impatient.meterRegistry.get("busbar.bridge.sockets").gauge().value() == 3);
            assertThat(impatient
                            .meterRegistry
                            .get("busbar.http.connections")
                            .gauge()
                            .value())
                    .isZero();
            await().pollInterval(Duration.ofMillis(100)).until(() -> {
                alive.ping();
                return dead.isClosed() && raw.isClosed();
            });
            assertThat(raw.awaitClose()).isEqualTo(1001);
            assertThat(alive.isClosed()).isFalse();
            assertThat(alive.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
            assertThat(impatient
                            .meterRegistry
                            .get("busbar.bridge.sockets")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void open_beyondLimitOfAddress_isClosedUntilASocketCloses() {
        SocketLimits usual = SocketLimits.defaults();
        SocketLimits few = new SocketLimits(
                usual.maxPerNode(),
                2,
                usual.maxPerUser(),
                usual.maxActiveCalls(),
                usual.maxFramesPerMinute(),
                usual.maxFrameBytes(),
                usual.highWaterMark(),
                usual.maxBufferedChars(),
                usual.slowConsumerTimeout(),
                usual.idleTimeout());
        try (TestFrontend small =
                        new TestFrontend(TestFrontend.FrontendOptions.defaults().sockets(few));
                SocketClient staying = SocketClient.open(small.port())) {
            try (SocketClient second = SocketClient.open(small.port());
                    SocketClient third = SocketClient.open(small.port())) {
                assertThat(third.errorCode()).isEqualTo("RATE_LIMIT_EXCEEDED");
                assertThat(third.awaitClose()).isEqualTo(1008);
                assertThat(second.isClosed()).isFalse();
            }
            await().until(() ->
                    small.meterRegistry.get("busbar.bridge.sockets").gauge().value() == 1);
            try (SocketClient next = SocketClient.open(small.port())) {
                assertThat(next.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
                assertThat(staying.isClosed()).isFalse();
            }
        }
    }

    @Test
    void open_beyondLimitOfNode_isUnavailableUntilASocketCloses() {
        try (TestFrontend small = new TestFrontend(TestFrontend.FrontendOptions.defaults()
                        .sockets(SocketLimits.defaults().withMaxPerNode(2)));
                SocketClient staying = SocketClient.open(small.port())) {
            try (SocketClient second = SocketClient.open(small.port())) {
                assertThat(second.ask("specimen", "list", null).getString("type"))
                        .isEqualTo("rec");
                assertThat(SocketClient.rejectedStatus(small.port(), "/eventbus/websocket"))
                        .isEqualTo(503);
                HttpResponse<String> info = small.get("/eventbus/info");
                assertThat(info.statusCode()).isEqualTo(503);
                assertThat(info.headers().firstValue("Retry-After")).contains("5");
                assertThat(small.get("/health").statusCode()).isEqualTo(200);
            }
            await().until(() -> small.get("/eventbus/info").statusCode() == 200);
            try (SocketClient next = SocketClient.open(small.port())) {
                assertThat(next.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
                assertThat(staying.isClosed()).isFalse();
            }
        }
    }

    @Test
    void openSocket_ofDrainingNode_getsPendingResponsesThenCloses() {
        TestFrontend leaving = TestFrontend.withDefaults();
        try (SocketClient idle = SocketClient.open(leaving.port());
                SocketClient waiting = SocketClient.open(leaving.port())) {
            String reply = waiting.send("specimen", "wait", null);
            await().until(() -> !leaving.bus.requests.isEmpty());
            TestFrontend.wait(leaving.frontend.stopAccepting());
            Future<Void> drained = leaving.frontend.drain(Duration.ofSeconds(20));
            assertThat(idle.errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
            assertThat(idle.awaitClose()).isEqualTo(1001);
            assertThat(drained.isComplete()).isFalse();
            await().until(() ->
                    !waiting.ask("specimen", "list", null).getString("type").equals("rec"));
            assertThat(SocketClient.errorCode(waiting.ask("specimen", "list", null)))
                    .isEqualTo("SERVICE_UNAVAILABLE");
            leaving.bus.waitGate.complete();
            JsonObject answer = waiting.next();
            assertThat(answer.getString("address")).isEqualTo(reply);
            assertThat(answer.getString("body")).isEqualTo("at last");
            assertThat(waiting.awaitClose()).isEqualTo(1001);
            TestFrontend.wait(drained);
        }
        leaving.close();
    }

    /** A frontend with this idle timeout. */
    private record SocketSetup(Duration idleTimeout) {
        TestFrontend open() {
            return new TestFrontend(TestFrontend.FrontendOptions.defaults()
                    .sockets(SocketLimits.defaults().withIdleTimeout(idleTimeout)));
        }
    }
}
