package io.busbar.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@BusbarNode
class BridgeNodeTest {
    @Test
    void openSocket_ofSession_receivesPushAndIsClosedOnLogout(TestNode node) {
        TestUsers.TestUser testUser = TestUsers.create(node, UserRole.CUSTOMER);
        TestUsers.TestSession session = testUser.signIn();
        TestUsers.TestSession second = testUser.signIn();
        try (SocketClient client = SocketClient.open(node.port());
                SocketClient other = SocketClient.open(node.port())) {
            listen(client, testUser, session);
            listen(other, testUser, second);

            assertThat(node.api(UserRole.ADMIN)
                            .post(
                                    "/api/notification/announcement",
                                    "{\"title\":\"Maintenance\",\"message\":\"On Sunday.\",\"severity\":\"warning\"}")
                            .status())
                    .isEqualTo(202);
            JsonObject announcement = client.next(frame -> "system:announcement".equals(type(frame)));
            assertThat(announcement.getJsonObject("body").getJsonObject("data").getString("title"))
                    .isEqualTo("Maintenance");

            assertThat(session.api().post("/api/auth/logout", "{}").status()).isEqualTo(200);
            long since = System.nanoTime();
            assertThat(client.awaitClose()).isEqualTo(1008);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(1));
            assertThat(other.ask("auth", "getCurrentUser", null).getString("type"))
                    .isEqualTo("rec");
        }
    }

    private static void listen(SocketClient client, TestUsers.TestUser testUser, TestUsers.TestSession session) {
        client.register("user." + testUser.id(), "Authorization", "Bearer " + session.accessToken());
        assertThat(type(client.next())).isEqualTo("system:ready");
    }

    private static String type(JsonObject frame) {
        return frame.getJsonObject("body", new JsonObject()).getString("type", "");
    }
}
