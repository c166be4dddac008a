package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Bus;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.response.Reply;
import io.busbar.bus.runtime.StaleDeclarationException;
import io.busbar.http.SampleOperations;
import io.busbar.http.TestFrontend;
import io.busbar.http.TestFrontend.FrontendOptions;
import io.busbar.http.TestTokens;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SendRequestTest extends SocketFixture {
    private static final String BEARER = "Bearer " + TestTokens.customer();

    private static JsonObject made(String name) {
        return new JsonObject().put("name", name).put("count", 3);
    }

    @Test
    void request_returnsResponseBodyOfTheOperation() {
        JsonObject reply = client.ask("specimen", "make", made("drill"), "Authorization", BEARER);
        assertThat(reply.getString("type")).isEqualTo("rec");
        assertThat(reply.getJsonObject("body").getString("name")).isEqualTo("drill");
    }

    @Test
    void request_withPathQueryAndBodyFields_takesThemFromOneObject() {
        String id = TestTokens.ALICE.toString();
        assertThat(client.ask(
                                "specimen",
                                "change",
                                new JsonObject().put("id", id).put("name", "saw"))
                        .getString("type"))
                .isEqualTo("rec");
        JsonObject page = client.ask("specimen", "list", new JsonObject().put("limit", 1));
        assertThat(page.getJsonObject("body").getJsonArray("items")).hasSize(1);
    }

    @Test
    void request_ofListWithCount_returnsItAsFieldOfThePage() {
        JsonObject page = client.ask("specimen", "list", null).getJsonObject("body");

        assertThat(page.getLong("unread")).isEqualTo(3);
        assertThat(page.getLong("total")).isEqualTo(7);
        assertThat(page.fieldNames())
                .containsExactlyInAnyOrder("items", "nextCursor", "total", "totalRelation", "unread");
    }

    @Test
    void request_withInvalidBody_returnsErrorInVertxClientFormat() {
        JsonObject error = client.ask("specimen", "make", made(""), "Authorization", BEARER);
        assertThat(error.getString("type")).isEqualTo("err");
        assertThat(error.getInteger("failureCode")).isEqualTo(400);
        assertThat(error.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
        JsonObject message = error.getJsonObject("message");
        assertThat(message.getString("error")).isEqualTo("VALIDATION_ERROR");
        assertThat(message.getJsonArray("errors").getJsonObject(0).getString("field"))
                .isEqualTo("/name");
        assertThat(message.getString("requestId")).startsWith("req_");
        assertThat(frontend.bus.requests).isEmpty();
    }

    @Test
    void request_withoutTokenForProtectedOperation_isUnauthorized() {
        assertThat(client.ask("specimen", "me", null).getInteger("failureCode")).isEqualTo(401);
        assertThat(client.ask("specimen", "me", null, "authorization", BEARER).getString("type"))
                .isEqualTo("rec");
        await().until(() -> frontend.bus.requestContexts.size() == 1);
    }

    @Test
    void request_routedAgainAfterItsTokenWasRevoked_isUnauthorized() {
        StaleBus stale = new StaleBus();
        try (TestFrontend other = new TestFrontend(FrontendOptions.defaults(), SampleOperations.SAMPLE, stale);
                SocketClient socket = SocketClient.open(other.port())) {
            JsonObject refused =
                    socket.ask("specimen", "me", null, "Authorization", "Bearer " + TestTokens.revokedAfterFirstUse());

            assertThat(refused.getInteger("failureCode")).isEqualTo(401);
            assertThat(stale.calls).hasValue(1);
        }
    }

    @Test
    void request_whoseOperationKeepsChanging_isUnavailableAfterThreeCalls() {
        StaleBus stale = new StaleBus();
        try (TestFrontend other = new TestFrontend(FrontendOptions.defaults(), SampleOperations.SAMPLE, stale);
                SocketClient socket = SocketClient.open(other.port())) {
            JsonObject refused = socket.ask("specimen", "me", null, "Authorization", BEARER);

            assertThat(refused.getInteger("failureCode")).isEqualTo(503);
            assertThat(refused.getJsonObject("message").getString("message"))
                    .isEqualTo("The operation is being changed");
            assertThat(stale.calls).hasValue(3);
        }
    }

    /** Refuses every call, as a service does that knows a newer declaration than its caller. */
    private static final class StaleBus implements Bus {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public <I, O> Future<Reply<O>> callForReply(
                Operation<I, O> operation, I request, RequestContext requestContext) {
            calls.incrementAndGet();
            return Future.failedFuture(new StaleDeclarationException(operation.name(), 1));
        }
    }

    @Test
    void register_forOwnUserAddress_deliversReadyAndPushes() {
        client.register("user." + TestTokens.ALICE, "Authorization", BEARER);
        JsonObject ready = client.next().getJsonObject("body");
        assertThat(ready.getString("type")).isEqualTo("system:ready");
        frontend.liveFeed.push(TestTokens.ALICE, "newNotification", "{\"a\":1}");
        JsonObject push = client.next().getJsonObject("body");
        assertThat(push.getLong("cursor")).isEqualTo(ready.getLong("cursor") + 1);
        assertThat(push.getJsonObject("data").getInteger("a")).isEqualTo(1);
    }
}
