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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A socket")
@UsesServers
class SocketOpeningTest {
    private static final String COOKIE = "access_token=" + TestTokens.customer();
    private static final String EVIL = "https://evil.example";

    @AutoClose
    private static final TestFrontend front = TestFrontend.withDefaults();

    private static boolean isAlice(SocketClient client) {
        front.bus.requestContexts.clear();
        return client.ask("specimen", "me", null).getString("type").equals("rec")
                && front.bus.requestContexts.remove().userId().equals(Optional.of(TestTokens.ALICE));
    }

    @Test
    void opens_to_the_session_cookie_of_a_page_of_ones_own_or_of_an_allowed_origin() {
        for (String origin : new String[] {"http://127.0.0.1:" + front.port(), TestFrontend.ALLOWED_ORIGIN}) {
            try (SocketClient client = SocketClient.open(front.port(), "Origin", origin, "Cookie", COOKIE)) {
                assertThat(isAlice(client)).isTrue();
            }
            try (SocketClient client = SocketClient.openFramed(front.port(), "Origin", origin, "Cookie", COOKIE)) {
                assertThat(isAlice(client)).isTrue();
            }
        }
    }

    @Test
    void is_nobodys_for_a_cookie_that_does_not_hold() {
        String origin = TestFrontend.ALLOWED_ORIGIN;
        try (SocketClient client =
                SocketClient.open(front.port(), "Origin", origin, "Cookie", "access_token=old.x.y")) {
            assertThat(SocketClient.errorCode(client.ask("specimen", "me", null)))
                    .isEqualTo("UNAUTHORIZED");
            assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/eventbus/websocket", "/eventbus/000/abc/websocket"})
    void does_not_open_to_the_page_of_another_site_nor_for_a_cookie_that_no_browser_vouches_for(String path) {
        assertThat(SocketClient.rejectedStatus(front.port(), path, "Origin", EVIL))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(front.port(), path, "Origin", EVIL, "Cookie", COOKIE))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(front.port(), path, "Origin", "null", "Cookie", COOKIE))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(front.port(), path, "Cookie", COOKIE))
                .isEqualTo(403);
        assertThat(SocketClient.rejectedStatus(front.port(), path, "Cookie", COOKIE, "Sec-Fetch-Site", "cross-site"))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token", "Authorization", "anything"})
    void takes_no_token_in_its_address(String name) {
        assertThat(SocketClient.rejectedStatus(
                        front.port(), "/eventbus/websocket?" + name + "=" + TestTokens.customer()))
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
    void has_no_doors_but_those_that_the_client_uses(String path, int status) {
        HttpResponse<String> answer = front.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void tells_other_origins_nothing_about_itself() {
        HttpResponse<String> allowed = front.get("/eventbus/info", "Origin", TestFrontend.ALLOWED_ORIGIN);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains(TestFrontend.ALLOWED_ORIGIN);
        HttpResponse<String> foreign = front.get("/eventbus/info", "Origin", EVIL);
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    @Test
    void is_a_websocket_and_never_polled() {
        for (String transport : new String[] {"xhr", "xhr_streaming", "xhr_send"}) {
            assertThat(front.post("/eventbus/000/polling/" + transport, "[]").statusCode())
                    .isEqualTo(404);
        }
        assertThat(front.post("/eventbus/info", "{}").statusCode()).isEqualTo(405);
    }

    @Test
    void is_counted_and_stays_open_for_as_long_as_something_is_heard_of_it() {
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
            assertThat(raw.untilClosed()).isEqualTo(1001);
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
    void of_one_address_is_one_of_so_many() {
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
                assertThat(third.untilClosed()).isEqualTo(1008);
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
    void is_not_opened_by_a_node_that_has_its_number_and_is_again_when_one_has_left() {
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
    void of_a_node_that_leaves_gets_its_answers_and_is_sent_to_another() {
        TestFrontend leaving = TestFrontend.withDefaults();
        try (SocketClient idle = SocketClient.open(leaving.port());
                SocketClient waiting = SocketClient.open(leaving.port())) {
            String reply = waiting.send("specimen", "wait", null);
            await().until(() -> !leaving.bus.requests.isEmpty());
            TestFrontend.wait(leaving.frontend.stopAccepting());
            Future<Void> drained = leaving.frontend.drain(Duration.ofSeconds(20));
            assertThat(idle.errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
            assertThat(idle.untilClosed()).isEqualTo(1001);
            assertThat(drained.isComplete()).isFalse();
            await().until(() ->
                    !waiting.ask("specimen", "list", null).getString("type").equals("rec"));
            assertThat(SocketClient.errorCode(waiting.ask("specimen", "list", null)))
                    .isEqualTo("SERVICE_UNAVAILABLE");
            leaving.bus.waitGate.complete();
            JsonObject answer = waiting.next();
            assertThat(answer.getString("address")).isEqualTo(reply);
            assertThat(answer.getString("body")).isEqualTo("at last");
            assertThat(waiting.untilClosed()).isEqualTo(1001);
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
