package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.TestFrontend;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Whose socket it is, and what they hear:")
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
        front.liveFeed.push(person, "newNotification", "{\"n\":1}");
        assertThat(ready(AUTHORIZATION, "Bearer " + token).getLong("cursor")).isEqualTo(1);
        front.liveFeed.push(UUID.randomUUID(), "newNotification", "{\"n\":\"somebody else's\"}");
        front.liveFeed.push(person, "booking:requested", "{\"n\":2}");
        front.liveFeed.push(person, "newNotification", "{\"n\":3}");
        JsonObject frame = client.next();
        assertThat(frame.getString("address")).isEqualTo(address);
        assertThat(frame.getJsonObject("headers")).isEmpty();
        assertThat(body(frame).fieldNames()).containsExactly("cursor", "type", "at", "data");
        assertThat(body(frame).getString("type")).isEqualTo("booking:requested");
        assertThat(body(frame).getLong("cursor")).isEqualTo(2);
        assertThat(body(client.next()).getJsonObject("data").getInteger("n")).isEqualTo(3);
        assertThat(client.unread()).isZero();
    }

    @Test
    void register_withCursorAfterReconnect_deliversExactlyMissedPushes() {
        long cursor = ready(AUTHORIZATION, "Bearer " + token).getLong("cursor");
        client.close();
        for (int i = 1; i <= 3; i++) {
            front.liveFeed.push(person, "newNotification", "{\"n\":" + i + "}");
        }
        client = SocketClient.openFramed(front.port());
        ready(AUTHORIZATION, "Bearer " + token, "cursor", Long.toString(cursor + 1));
        assertThat(body(client.next()).getJsonObject("data").getInteger("n")).isEqualTo(2);
        assertThat(body(client.next()).getJsonObject("data").getInteger("n")).isEqualTo(3);
        front.liveFeed.push(person, "newNotification", "{\"n\":4}");
        assertThat(body(client.next()).getLong("cursor")).isEqualTo(4);
        assertThat(client.unread()).isZero();
    }

    @Test
    void register_withInvalidCursor_returnsValidationError() {
        client.register(address, AUTHORIZATION, "Bearer " + token, "cursor", "-1");
        assertThat(client.errorCode()).isEqualTo("VALIDATION_ERROR");
        assertThat(front.liveFeed.streamCount()).isZero();
    }

    @Test
    void unregister_afterRegistration_stopsPushes() {
        ready(AUTHORIZATION, "Bearer " + token);
        client.sendFrame(new JsonObject().put("type", "unregister").put("address", address));
        await().until(() -> front.liveFeed.streamCount() == 0);
        front.liveFeed.push(person, "newNotification", "{}");
        assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
        assertThat(client.unread()).isZero();
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
        try (SocketClient other = SocketClient.open(front.port())) {
            other.ask("specimen", "me", null, AUTHORIZATION, "Bearer good.customer." + person + ".other");
            front.tokens.revoke(token);
            long since = System.nanoTime();
            String reply = client.send("specimen", "me", null);
            JsonObject refused = client.next();
            assertThat(SocketClient.errorCode(refused)).isEqualTo("UNAUTHORIZED");
            assertThat(refused.getString("address")).isIn(reply, null);
            assertThat(client.untilClosed()).isEqualTo(1008);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
            await().until(() -> front.liveFeed.streamCount() == 0);
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
        front.tokens.revoke(token);
        try (SocketClient before = SocketClient.open(front.port())) {
            // It closes when all sockets have been checked.
            before.ask("specimen", "me", null, AUTHORIZATION, "Bearer " + token + ".third");
            front.tokens.revoke(token + ".third");
            before.untilClosed();
        }
        assertThat(client.ask("specimen", "me", null).getString("type")).isEqualTo("rec");
        front.liveFeed.push(person, "newNotification", "{}");
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
        front.bus.requests.clear();
        client.send("specimen", "me", null, AUTHORIZATION, "Bearer good.customer." + UUID.randomUUID());
        assertThat(client.errorCode()).isEqualTo("FORBIDDEN");
        assertThat(client.untilClosed()).isEqualTo(1008);
        assertThat(front.bus.requests).isEmpty();
    }

    @Test
    void push_withClientNotReading_pausesUntilItReadsAndLosesNothing() {
        ready(AUTHORIZATION, "Bearer " + token);
        client.stopReading();
        String large = "{\"text\":\"" + "x".repeat(50_000) + "\"}";
        int before = front.liveFeed.delivered.get();
        int pauses = front.liveFeed.pauses.get();
        int most = 1_000;
        for (int i = 0; i < most; i++) {
            front.liveFeed.push(person, "newNotification", large);
        }
        await().until(() -> front.liveFeed.pauses.get() > pauses);
        assertThat(front.liveFeed.delivered.get() - before).isLessThan(most);
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
                    greedy.part(ask, true);
                }
                return narrow.meterRegistry
                                .find("busbar.bridge.closed")
                                .tag("reason", "slow_consumer")
                                .counter()
                        != null;
            });
            assertThat(narrow.meterRegistry.get("busbar.bridge.sockets").gauge().value())
                    .isZero();
            await().until(() -> !greedy.part(ask, true));
        }
    }

    @Test
    void revoke_withClientNotReading_closesSocketWithinTwoSeconds() {
        ready(AUTHORIZATION, "Bearer " + token);
        client.stopReading();
        int pauses = front.liveFeed.pauses.get();
        for (int i = 0; i < 1_000; i++) {
            front.liveFeed.push(person, "newNotification", "{\"text\":\"" + "x".repeat(50_000) + "\"}");
        }
        await().until(() -> front.liveFeed.pauses.get() > pauses);
        front.tokens.revoke(token);
        await().atMost(Duration.ofSeconds(2)).until(() -> !client.part("{\"type\":\"ping\"}", true));
    }

    @Test
    void verifyToken_withPendingAnswer_pausesPushesOfThatSocketOnly() {
        ready(AUTHORIZATION, "Bearer " + token);
        UUID someone = UUID.randomUUID();
        String theirs = "good.customer." + someone;
        int pauses = front.liveFeed.pauses.get();
        Promise<Void> answer = front.tokens.delayVerification(token);
        try (SocketClient other = SocketClient.open(front.port())) {
            other.ask("specimen", "me", null, AUTHORIZATION, "Bearer " + theirs);
            await().until(() -> front.liveFeed.pauses.get() > pauses);
            front.liveFeed.push(person, "newNotification", "{}");
            long since = System.nanoTime();
            front.tokens.revoke(theirs);
            assertThat(other.untilClosed()).isEqualTo(1008);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(client.unread()).isZero();
        answer.complete();
        assertThat(body(client.next()).getLong("cursor")).isEqualTo(1);
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void unregister_beforeRegistrationIsVerified_opensNoStream() {
        Promise<Void> answer = front.tokens.delayVerification(token);
        client.register(address, AUTHORIZATION, "Bearer " + token);
        client.sendFrame(new JsonObject().put("type", "unregister").put("address", address));
        assertThat(client.ask("specimen", "list", null).getString("type")).isEqualTo("rec");
        answer.complete();
        String reply = client.send("specimen", "me", null, AUTHORIZATION, "Bearer " + token);
        assertThat(client.next().getString("address")).isEqualTo(reply);
        assertThat(front.liveFeed.streamCount()).isZero();
    }

    @Test
    void register_withImpersonation_deliversPushesWithoutMarkingUserOnline() {
        ready(AUTHORIZATION, "Bearer " + token + ".by." + UUID.randomUUID());
        front.liveFeed.push(person, "newNotification", "{}");
        assertThat(body(client.next()).getLong("cursor")).isEqualTo(1);
        assertThat(front.liveFeed.presentCount()).isZero();
        try (SocketClient themselves = SocketClient.open(front.port())) {
            themselves.register(address, AUTHORIZATION, "Bearer " + token);
            themselves.next();
            await().until(() -> front.liveFeed.presentCount() == 1);
        }
    }
}
