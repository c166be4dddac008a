package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.RequestContext;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestTokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest extends SocketFixture {
    private static final String BEARER = "Bearer " + TestTokens.customer();

    private void assertStillResponds() {
        assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "",
                "7",
                "null",
                "[]",
                "{}",
                "{\"type\":\"rec\",\"address\":\"specimen\",\"body\":{}}",
                "{\"type\":\"send\"}",
                "{\"type\":\"send\",\"address\":7}",
                "{\"type\":\"send\",\"address\":\"\"}",
                "{\"type\":\"send\",\"address\":\"specimen\",\"headers\":[]}",
                "{\"type\":\"send\",\"address\":\"specimen\",\"headers\":{\"action\":{\"a\":1}}}",
                "{\"type\":\"send\",\"address\":\"specimen\",\"headers\":{\"action\":\"list\",\"Action\":\"me\"}}",
                "{\"type\":\"send\",\"address\":\"specimen\",\"replyAddress\":{}}",
                "{\"type\":\"ping\",\"type\":\"send\"}"
            })
    void sendFrame_withInvalidFrame_isRefusedAndConnectionStaysOpen(String text) {
        client.sendFrame(text);
        assertThat(client.errorCode()).isIn("MALFORMED_REQUEST", "VALIDATION_ERROR");
        assertStillResponds();
        assertThat(frontend.bus.requests).hasSize(1);
    }

    @Test
    void register_withTooLongAddress_returnsMalformedRequest() {
        client.sendFrame(new JsonObject().put("type", "register").put("address", "a".repeat(201)));
        assertThat(client.errorCode()).isEqualTo("MALFORMED_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"specimen", "revocations", "user.0199d1c2-7a10-7c3e-9d58-0000000000a1"})
    void publish_isRejected(String address) {
        client.sendFrame(new JsonObject()
                .put("type", "publish")
                .put("address", address)
                .put("headers", new JsonObject().put("action", "list").put("Authorization", BEARER))
                .put("body", new JsonObject()));
        assertThat(client.errorCode()).isEqualTo("FORBIDDEN");
        assertStillResponds();
        assertThat(frontend.bus.requests).hasSize(1);
    }

    static Stream<Arguments> forbiddenAddresses() {
        return Stream.of(
                        "specimen",
                        "user",
                        "user.",
                        "user.*",
                        "user." + UUID.randomUUID(),
                        "node.1",
                        "revocations",
                        "#")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("forbiddenAddresses")
    void register_atForbiddenAddress_returnsForbidden(String address) {
        client.register(address, "Authorization", BEARER);
        JsonObject error = client.next();
        assertThat(SocketClient.errorCode(error)).isEqualTo("FORBIDDEN");
        assertThat(error.getString("address")).isEqualTo(address);
        assertThat(frontend.liveFeed.streamCount()).isZero();
    }

    @Test
    void register_withoutValidToken_returnsUnauthorized() {
        client.register("user." + TestTokens.ALICE);
        assertThat(client.errorCode()).isEqualTo("UNAUTHORIZED");
        client.register("user." + TestTokens.ALICE, "Authorization", "Bearer bad.customer." + TestTokens.ALICE);
        assertThat(client.errorCode()).isEqualTo("UNAUTHORIZED");
        client.register("user." + TestTokens.ALICE, "Authorization", "Basic YTpi");
        assertThat(client.errorCode()).isEqualTo("UNAUTHORIZED");
        assertThat(frontend.liveFeed.streamCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "specimen, nothing, 404",
        "specimen, broken.list, 404",
        "nowhere, list, 404",
        "node.1, list, 404",
        "revocations, list, 404",
        "user.0199d1c2-7a10-7c3e-9d58-0000000000a1, list, 404",
        "specimen, raw, 405",
        "specimen, apply, 405",
        "specimen, store, 405",
        "specimen, fetch, 405",
        "specimen, bytes, 405",
        "specimen, redirect, 405",
        "specimen, signIn, 405",
        "specimen, signOut, 405"
    })
    void sendMessage_toUnavailableOperation_isRefusedWithoutCall(String address, String action, int status) {
        JsonObject error = client.ask(address, action, new JsonObject(), "Authorization", BEARER);
        assertThat(error.getInteger("failureCode")).isEqualTo(status);
        assertThat(frontend.bus.requests).isEmpty();
    }

    @Test
    void sendMessage_withNullHeader_treatsItAsAbsent() {
        client.sendFrame("{\"type\":\"send\",\"address\":\"specimen\",\"replyAddress\":\"here\","
                + "\"headers\":{\"action\":\"list\",\"Authorization\":null}}");
        assertThat(client.next().getString("type")).isEqualTo("rec");
    }

    @Test
    void sendMessage_withoutAction_returnsMalformedRequest() {
        client.sendFrame(
                new JsonObject().put("type", "send").put("address", "specimen").put("body", new JsonObject()));
        JsonObject error = client.next();
        assertThat(SocketClient.errorCode(error)).isEqualTo("MALFORMED_REQUEST");
        assertThat(error.getString("address")).isEqualTo("specimen");
    }

    static Stream<Arguments> bodies() {
        return Stream.of(null, "text", 7, true, new JsonArray().add(1), new JsonArray())
                .map(body -> Arguments.of(body));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void sendMessage_withMissingOrNonObjectBody_failsValidation(Object body) {
        JsonObject error = client.ask("specimen", "make", body, "Authorization", BEARER);
        assertThat(SocketClient.errorCode(error)).isEqualTo("VALIDATION_ERROR");
        assertThat(frontend.bus.requests).isEmpty();
    }

    @Test
    void sendMessage_withUnknownFieldOrTooLargeBody_isRefused() {
        JsonObject known = new JsonObject().put("name", "drill").put("count", 3);
        JsonObject error = client.ask("specimen", "make", known.copy().put("role", "admin"), "Authorization", BEARER);
        assertThat(error.getJsonObject("message")
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("field"))
                .isEqualTo("/role");
        JsonObject large = known.copy().put("tags", new JsonArray().add("x".repeat(17 << 10)));
        assertThat(client.ask("specimen", "make", large, "Authorization", BEARER)
                        .getInteger("failureCode"))
                .isEqualTo(413);
        assertThat(frontend.bus.requests).isEmpty();
    }

    @Test
    void sendMessage_withForgedCallerHeaders_ignoresThem() {
        String forged = "{\"who\":{\"kind\":\"program\",\"name\":\"x\"},\"requestId\":\"mine\"}";
        String[] headers = {
            "caller",
            forged,
            "x-user-id",
            "admin",
            "role",
            "admin",
            "x-request-id",
            "mine",
            "x-forwarded-for",
            "9.9.9.9",
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "deadline",
            "9999",
            "service",
            "auth",
            "user-agent",
            "x",
            "cookie",
            "access_token=" + TestTokens.admin()
        };
        assertThat(SocketClient.errorCode(client.ask("specimen", "me", null, headers)))
                .isEqualTo("UNAUTHORIZED");
        client.ask("specimen", "optionalMe", null, headers);
        RequestContext requestContext = frontend.bus.requestContexts.remove();
        assertThat(requestContext.principal()).isInstanceOf(RequestContext.AnonymousPrincipal.class);
        assertThat(requestContext.requestId()).startsWith("req_");
        assertThat(requestContext.ip()).isEqualTo("127.0.0.1");
        assertThat(requestContext.traceparent()).doesNotContain("4bf92f3577b34da6");
        assertThat(requestContext.idempotency()).isNull();
    }

    @Test
    void sendMessage_withInternalFailure_hidesDetails() {
        JsonObject error = client.ask("specimen", "broken", null);
        assertThat(SocketClient.errorCode(error)).isEqualTo("INTERNAL_SERVER_ERROR");
        assertThat(error.encode()).doesNotContain("vault").doesNotContain("Exception");
        assertThat(SocketClient.errorCode(client.ask("specimen", "never", null)))
                .isEqualTo("DEADLINE_EXCEEDED");
    }

    @Test
    void sendMessage_withIdempotencyKey_passesItOnAndReplaysResponse() {
        JsonObject body = new JsonObject().put("name", "drill").put("count", 3);
        client.ask("specimen", "make", body, "Authorization", BEARER, "Idempotency-Key", "once");
        RequestContext.Idempotency claim =
                Objects.requireNonNull(frontend.bus.requestContexts.remove().idempotency());
        assertThat(claim.key()).isEqualTo("once");
        JsonObject again = client.ask("specimen", "make", body, "Authorization", BEARER, "idempotency-key", "once");
        assertThat(again.getJsonObject("headers").getString("idempotency-replayed"))
                .isEqualTo("true");
        assertThat(client.ask("specimen", "make", body, "Authorization", BEARER, "idempotency-key", "ä")
                        .getInteger("failureCode"))
                .isEqualTo(400);
    }

    @Test
    void sendFrame_withTooLargeFrame_closesConnection() {
        client.sendFrame("{\"type\":\"ping\",\"x\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(client.awaitClose()).isIn(1009, 1006);
        try (SocketClient framed = SocketClient.openFramed(frontend.port())) {
            framed.sendFrame("x".repeat(70_000));
            framed.awaitClose();
        }
    }

    @Test
    void sendFragments_withTooLargeMessage_closesConnection() {
        for (SocketClient one : new SocketClient[] {client, SocketClient.openFramed(frontend.port())}) {
            assertThat(one.sendPart("[\"", false)).isTrue();
            await().until(() -> !one.sendPart("x".repeat(10_000), false) || one.isClosed());
            one.awaitClose();
            one.close();
        }
        assertThat(frontend.bus.requests).isEmpty();
    }

    @Test
    void register_overThousandTimes_closesConnectionAndItsStream() {
        for (int i = 0; i < 1_001 && !client.isClosed(); i++) {
            if (!client.sendPart(
                    new JsonObject()
                            .put("type", "register")
                            .put("address", "user." + TestTokens.ALICE)
                            .put("headers", new JsonObject().put("Authorization", BEARER))
                            .encode(),
                    true)) {
                break;
            }
        }
        assertThat(client.awaitClose()).isIn(1008, 1006);
        await().until(() -> frontend.liveFeed.streamCount() == 0);
    }

    @Test
    void ping_beyondRateLimit_returnsRetryAfterAndClosesConnection() {
        for (int i = 0; i < 1_000 && client.sendPart("{\"type\":\"ping\"}", true); i++) {}
        JsonObject error = client.next();
        assertThat(SocketClient.errorCode(error)).isEqualTo("RATE_LIMIT_EXCEEDED");
        assertThat(error.getJsonObject("message").getInteger("retryAfter")).isPositive();
        assertThat(client.awaitClose()).isIn(1008, 1006);
    }

    @Test
    void sendMessage_beyondRateLimit_returnsRetryAfterThenClosesConnection() {
        try (TestFrontend tight = new TestFrontend(
                        TestFrontend.FrontendOptions.defaults().rates(TestFrontend.FrontendOptions.rates(6)));
                SocketClient asking = SocketClient.open(tight.port())) {
            for (int i = 0; i < 6; i++) {
                assertThat(asking.ask("specimen", "me", null, "Authorization", BEARER)
                                .getString("type"))
                        .isEqualTo("rec");
            }
            JsonObject error = asking.ask("specimen", "me", null, "Authorization", BEARER);
            assertThat(error.getInteger("failureCode")).isEqualTo(429);
            assertThat(error.getJsonObject("message").getInteger("retryAfter")).isPositive();
            assertThat(tight.bus.requests).hasSize(6);
            for (int i = 0; i < 1_000 && !asking.isClosed(); i++) {
                asking.sendPart(
                        new JsonObject()
                                .put("type", "send")
                                .put("address", "specimen")
                                .put(
                                        "headers",
                                        new JsonObject().put("action", "me").put("Authorization", BEARER))
                                .encode(),
                        true);
            }
            assertThat(asking.awaitClose()).isIn(1008, 1006);
            assertThat(tight.bus.requests).hasSize(6);
        }
    }
}
