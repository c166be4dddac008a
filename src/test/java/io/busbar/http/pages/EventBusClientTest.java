package io.busbar.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.UsesServers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the official Vert.x client, unchanged, in a real browser against a real node. */
@UsesServers
class EventBusClientTest {
    private static final String ANNOUNCEMENT = "/api/notification/announcement";

    private static TestNode node;
    private static Chromium chromium;
    private static VertxEventBusClient client;
    private Page page;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        client = VertxEventBusClient.fetch(folder);
        chromium = Chromium.launch();
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void load() {
        page = chromium.open(node).page;
        page.addInitScript(client.sockJs());
        page.addInitScript(client.eventBus());
        page.navigate("http://localhost:" + node.port() + "/");
        page.evaluate("""
            () => new Promise((resolve) => {
              window.errors = [];
              window.received = [];
              window.bus = new EventBus('/eventbus', { vertxbus_reconnect_attempts_max: 5 }); // SockJS gives a busy machine little time
              bus.onerror = (error) => errors.push(error);
              bus.onopen = resolve;
              window.ask = (address, body, headers) =>
                new Promise((answer) => bus.send(address, body, headers, (error, message) => answer({ error, message })));
              window.listen = (address, headers) =>
                bus.registerHandler(address, headers, (error, message) => received.push(error ? { error } : message.body));
            })""");
    }

    private JsonObject ask(String address, Map<String, Object> body, Map<String, Object> headers) {
        return new JsonObject((String) page.evaluate(
                "async ([address, body, headers]) => JSON.stringify(await ask(address, body, headers))",
                new Object[] {address, body, headers}));
    }

    private void listen(TestUsers.TestUser testUser, TestUsers.TestSession session, String cursor) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + session.accessToken(), "cursor", cursor);
        page.evaluate(
                "([address, headers]) => listen(address, headers)", new Object[] {"user." + testUser.id(), headers});
    }

    /** Returns the received messages once the last one has this type. */
    private JsonArray receivedUntil(String type) {
        page.waitForFunction("(type) => received.length && received.at(-1).type === type", type);
        return new JsonArray((String) page.evaluate("() => JSON.stringify(received)"));
    }

    @Test
    void sendRequest_returnsSameResponsesAndErrorsAsHttp() {
        node.api(UserRole.ADMIN)
                .post(
                        "/api/services",
                        "{\"title\":\"Tap repair\",\"description\":\"Done well.\",\"category\":\"plumbing\"}");

        JsonObject list = ask("catalog", Map.of("limit", 5), Map.of("action", "list"));
        JsonObject refused = ask("auth", Map.of(), Map.of("action", "getCurrentUser"));
        JsonObject wrong = ask("catalog", Map.of("limit", 0), Map.of("action", "list"));

        assertThat(list.getJsonObject("message")
                        .getJsonObject("body")
                        .getJsonArray("items")
                        .encode())
                .isEqualTo(node.api().get("/api/services?limit=5").body().toString());
        assertThat(refused.getJsonObject("error").getInteger("failureCode")).isEqualTo(401);
        assertThat(refused.getJsonObject("error").getJsonObject("message").getString("error"))
                .isEqualTo("UNAUTHORIZED");
        assertThat(wrong.getJsonObject("error")
                        .getJsonObject("message")
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("field"))
                .isEqualTo("/limit");
        assertThat(page.evaluate("() => errors.length")).isEqualTo(0);
    }

    @Test
    void listen_withCursorAfterReconnect_receivesMissedPushes() {
        TestUsers.TestUser testUser = TestUsers.create(node, UserRole.CUSTOMER);
        TestUsers.TestSession session = testUser.signIn();
        listen(testUser, session, "");
        receivedUntil("system:ready");

        announce("First");
        JsonArray live = receivedUntil("system:announcement");
        String cursor = live.getJsonObject(live.size() - 1).getValue("cursor").toString();
        page.evaluate("() => bus.close()");
        announce("Second");
        load();
        listen(testUser, session, cursor);
        JsonArray missed = receivedUntil("system:announcement");

        assertThat(titles(live)).containsExactly("First");
        assertThat(titles(missed)).containsExactly("Second");
        assertThat(page.evaluate("() => errors.length")).isEqualTo(0);
    }

    @Test
    void listenOrPublish_atAddressOfAnotherUser_returnsForbidden() {
        TestUsers.TestUser testUser = TestUsers.create(node, UserRole.CUSTOMER);
        TestUsers.TestSession stranger =
                TestUsers.create(node, UserRole.CUSTOMER).signIn();

        listen(testUser, stranger, "");
        page.waitForFunction("() => received.length === 1");
        page.evaluate("(address) => bus.publish(address, {}, {})", "user." + testUser.id());
        page.waitForFunction("() => received.length === 2");

        assertThat(page.evaluate("() => received.map((frame) => frame.error.failureCode).join()"))
                .isEqualTo("403,403");
    }

    private static void announce(String title) {
        assertThat(node.api(UserRole.ADMIN)
                        .post(ANNOUNCEMENT, "{\"title\":\"" + title + "\",\"message\":\"Words.\"}")
                        .status())
                .isEqualTo(202);
    }

    private static List<String> titles(JsonArray received) {
        return received.stream()
                .map(JsonObject.class::cast)
                .filter(push -> push.getString("type").equals("system:announcement"))
                .map(push -> push.getJsonObject("data").getString("title"))
                .toList();
    }
}
