package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.TestFrontend;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamSubscriptionTest extends SocketFixture {
    private static final String AUTHORIZATION = "Authorization";
    private final UUID person = UUID.randomUUID();
    private final String address = "user." + person;
    private final String token = "good.customer." + person;

    private static JsonObject body(JsonObject frame) {
        assertThat(frame.getString("type")).as("%s", frame).isEqualTo("rec");
        return frame.getJsonObject("body");
    }

    private JsonObject ready(String... headers) {
        client.register(address, headers);
        JsonObject ready = body(client.next());
        assertThat(ready.getString("type")).isEqualTo("system:ready");
        return ready;
    }

    @Test
    void register_withoutCursor_deliversLaterOwnPushesWithoutGaps() {
        frontend.liveFeed.push(person, "newNotification", "{\"n\":1}");
        assertThat(ready(AUTHORIZATION, "Bearer " + token).getLong("cursor")).isEqualTo(1);
        frontend.liveFeed.push(UUID.randomUUID(), "newNotification", "{\"n\":\"somebody else's\"}");
        frontend.liveFeed.push(person, "booking:requested", "{\"n\":2}");
        frontend.liveFeed.push(person, "newNotification", "{\"n\":3}");
        JsonObject frame = client.next();
        assertThat(frame.getString("address")).isEqualTo(address);
        assertThat(frame.getJsonObject("headers")).isEmpty();
        assertThat(body(frame).fieldNames()).containsExactly("cursor", "type", "at", "data");
        assertThat(body(frame).getString("type")).isEqualTo("booking:requested");
        assertThat(body(frame).getLong("cursor")).isEqualTo(2);
        assertThat(body(client.next()).getJsonObject("data").getInteger("n")).isEqualTo(3);
        assertThat(client.unreadCount()).isZero();
    }

    @Test
    void register_withCursorAfterReconnect_deliversExactlyMissedPushes() {
        long cursor = ready(AUTHORIZATION, "Bearer " + token).getLong("cursor");
        client.close();
        for (int i = 1; i <= 3; i++) {
            frontend.liveFeed.push(person, "newNotification", "{\"n\":" + i + "}");
        }
        client = SocketClient.openFramed(frontend.port());
        ready(AUTHORIZATION, "Bearer " + token, "cursor", Long.toString(cursor + 1));
        assertThat(body(client.next()).getJsonObject("data").getInteger("n")).isEqualTo(2);
        assertThat(body(client.next()).getJsonObject("data").getInteger("n")).isEqualTo(3);
        frontend.liveFeed.push(person, "newNotification", "{\"n\":4}");
        assertThat(body(client.next()).getLong("cursor")).isEqualTo(4);
        assertThat(client.unreadCount()).isZero();
    }

    @Test
    void register_withInvalidCursor_returnsValidationError() {
        client.register(address, AUTHORIZATION, "Bearer " + token, "cursor", "-1");
        assertThat(client.errorCode()).isEqualTo("VALIDATION_ERROR");
        assertThat(frontend.liveFeed.streamCount()).isZero();
    }

    @Test
    void unregister_afterRegistration_stopsPushes() {
        ready(AUTHORIZATION, "Bearer " + token);
        client.sendFrame(new JsonObject().put("type", "unregister").put("address", address));
        await().until(() -> frontend.liveFeed.streamCount() == 0);
        frontend.liveFeed.push(person, "newNotification", "{}");
        assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
        assertThat(client.unreadCount()).isZero();
    }

    @Test
    void send_withoutTokenAfterAuthentication_usesEarlierToken() {
        ready(AUTHORIZATION, "Bearer " + token);
        assertThat(client.ask("specimen", "me", null).getString("type")).isEqualTo("rec");
        assertThat(SocketClient.errorCode(
                        client.ask("specimen", "delete", new JsonObject().put("id", person.toString()))))
                .isEqualTo("FORBIDDEN");
    }

    @Test
    void revoke_withOpenSocket_rejectsRequestsAndClosesWithinOneSecond() {
        ready(AUTHORIZATION, "Bearer " + token);
        try (SocketClient other = SocketClient.open(frontend.port())) {
            other.ask("specimen", "me", null, AUTHORIZATION, "Bearer good.customer." + person + ".other");
            frontend.tokens.revoke(token);
            long since = System.nanoTime();
            String reply = client.send("specimen", "me", null);
            JsonObject refused = client.next();
            assertThat(SocketClient.errorCode(refused)).isEqualTo("UNAUTHORIZED");
            assertThat(refused.getString("address")).isIn(reply, null);
            assertThat(client.awaitClose()).isEqualTo(1008);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
            await().until(() -> frontend.liveFeed.streamCount() == 0);
            assertThat(other.isClosed()).isFalse();
        }
    }

    @Test
    void send_withNewerTokenOfSameUser_keepsSocketWhenOldTokenIsRevoked() {
        ready(AUTHORIZATION, "Bearer " + token);
        String newer = token + ".newer";
        assertThat(client.ask("specimen", "me", null, AUTHORIZATION, "Bearer " + newer)
                        .getString("type"))
                .isEqualTo("rec");
        frontend.tokens.revoke(token);
        try (SocketClient before = SocketClient.open(frontend.port())) {
            // It closes when all sockets have been checked.
            before.ask("specimen", "me", null, AUTHORIZATION, "Bearer " + token + ".third");
            frontend.tokens.revoke(token + ".third");
            before.awaitClose();
        }
        assertThat(client.ask("specimen", "me", null).getString("type")).isEqualTo("rec");
        frontend.liveFeed.push(person, "newNotification", "{}");
        assertThat(body(client.next()).getLong("cursor")).isEqualTo(1);
    }

    @Test
    void send_withInvalidTokenToPublicOperation_returnsUnauthorized() {
        JsonObject error = client.ask("specimen", "list", null, AUTHORIZATION, "Bearer bad.customer." + person);
        assertThat(SocketClient.errorCode(error)).isEqualTo("UNAUTHORIZED");
        assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
    }

    @Test
    void send_withTokenOfOtherUser_returnsForbiddenAndClosesSocket() {
        ready(AUTHORIZATION, "Bearer " + token);
        frontend.bus.requests.clear();
        client.send("specimen", "me", null, AUTHORIZATION, "Bearer good.customer." + UUID.randomUUID());
        assertThat(client.errorCode()).isEqualTo("FORBIDDEN");
        assertThat(client.awaitClose()).isEqualTo(1008);
        assertThat(frontend.bus.requests).isEmpty();
    }

    @Test
    void push_withClientNotReading_pausesUntilItReadsAndLosesNothing() {
        ready(AUTHORIZATION, "Bearer " + token);
        client.stopReading();
        String large = "{\"text\":\"" + "x".repeat(50_000) + "\"}";
        int before = frontend.liveFeed.delivered.get();
        int pauses = frontend.liveFeed.pauses.get();
        int most = 1_000;
        for (int i = 0; i < most; i++) {
            frontend.liveFeed.push(person, "newNotification", large);
        }
        await().until(() -> frontend.liveFeed.pauses.get() > pauses);
        assertThat(frontend.liveFeed.delivered.get() - before).isLessThan(most);
        client.resumeReading();
        for (int i = 1; i <= most; i++) {
            assertThat(body(client.next()).getLong("cursor")).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 16384, 1", "16384, 128, 3600"})
    void send_withClientNotReadingReplies_closesSocketAsSlowConsumer(int full, int overfull, int seconds) {
        SocketLimits usual = SocketLimits.defaults();
        SocketLimits small = new SocketLimits(
                10,
                10,
                10,
                100_000,
                100_000,
                usual.maxFrameBytes(),
                full << 10,
                overfull << 10,
                Duration.ofSeconds(seconds),
                usual.idleTimeout());
        try (TestFrontend narrow =
                        new TestFrontend(TestFrontend.FrontendOptions.defaults().sockets(small));
                SocketClient greedy = SocketClient.open(narrow.port())) {
            greedy.stopReading();
            String ask = new JsonObject()
                    .put("type", "send")
                    .put("address", "specimen")
                    .put("headers", new JsonObject().put("action", "list"))
                    .put("body", new JsonObject().put("limit", 200))
                    .put("replyAddress", "r")
                    .encode();
            await().until(() -> {
                for (int i = 0; i < 50; i++) {
                    greedy.sendPart(ask, true);
                }
                return narrow.meterRegistry
                                .find("busbar.bridge.closed")
                                .tag("reason", "slow_consumer")
                                .counter()
                        != null;
            });
            assertThat(narrow.meterRegistry.get("busbar.bridge.sockets").gauge().value())
                    .isZero();
            await().until(() -> !greedy.sendPart(ask, true));
        }
    }

    @Test
    void revoke_withClientNotReading_closesSocketWithinTwoSeconds() {
        ready(AUTHORIZATION, "Bearer " + token);
        client.stopReading();
        int pauses = frontend.liveFeed.pauses.get();
        for (int i = 0; i < 1_000; i++) {
            frontend.liveFeed.push(person, "newNotification", "{\"text\":\"" + "x".repeat(50_000) + "\"}");
        }
        await().until(() -> frontend.liveFeed.pauses.get() > pauses);
        frontend.tokens.revoke(token);
        await().atMost(Duration.ofSeconds(2)).until(() -> !client.sendPart("{\"type\":\"ping\"}", true));
    }

    @Test
    void verifyToken_withPendingAnswer_pausesPushesOfThatSocketOnly() {
        ready(AUTHORIZATION, "Bearer " + token);
        UUID someone = UUID.randomUUID();
        String theirs = "good.customer." + someone;
        int pauses = frontend.liveFeed.pauses.get();
        Promise<Void> answer = frontend.tokens.delayVerification(token);
        try (SocketClient other = SocketClient.open(frontend.port())) {
            other.ask("specimen", "me", null, AUTHORIZATION, "Bearer " + theirs);
            await().until(() -> frontend.liveFeed.pauses.get() > pauses);
            frontend.liveFeed.push(person, "newNotification", "{}");
            long since = System.nanoTime();
            frontend.tokens.revoke(theirs);
            assertThat(other.awaitClose()).isEqualTo(1008);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(client.unreadCount()).isZero();
        answer.complete();
        assertThat(body(client.next()).getLong("cursor")).isEqualTo(1);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void unregister_beforeRegistrationIsVerified_opensNoStream() {
        Promise<Void> answer = frontend.tokens.delayVerification(token);
        client.register(address, AUTHORIZATION, "Bearer " + token);
        client.sendFrame(new JsonObject().put("type", "unregister").put("address", address));
        assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
        answer.complete();
        String reply = client.send("specimen", "me", null, AUTHORIZATION, "Bearer " + token);
        assertThat(client.next().getString("address")).isEqualTo(reply);
        assertThat(frontend.liveFeed.streamCount()).isZero();
    }

    @Test
    void register_withImpersonation_deliversPushesWithoutMarkingUserOnline() {
        ready(AUTHORIZATION, "Bearer " + token + ".by." + UUID.randomUUID());
        frontend.liveFeed.push(person, "newNotification", "{}");
        assertThat(body(client.next()).getLong("cursor")).isEqualTo(1);
        assertThat(frontend.liveFeed.presentCount()).isZero();
        try (SocketClient themselves = SocketClient.open(frontend.port())) {
            themselves.register(address, AUTHORIZATION, "Bearer " + token);
            themselves.next();
            await().until(() -> frontend.liveFeed.presentCount() == 1);
        }
    }
}
