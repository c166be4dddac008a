package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.http.TestTokens;
import io.vertx.core.json.JsonObject;
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
