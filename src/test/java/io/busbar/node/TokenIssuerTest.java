package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.UsesServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Access tokens from the command line. */
@UsesServers
class TokenIssuerTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "DATABASE_URL", TestServers.freshDatabase(),
            "REDIS_URL", TestServers.redisUrl(),
            "JWT_SECRET", TestServers.jwtSecret(),
            "DEV_MAIL", "true");

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(ENVIRONMENT);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void issue_withoutRole_takesRoleOfAccount() {
        TestUser maria = node.person(UserRole.PROFESSIONAL);

        ApiResponse user = currentUser(issue(maria.id(), null));

        assertThat(user.status()).isEqualTo(200);
        assertThat(user.body().findValuesAsText("role")).containsOnly("professional");
    }

    @Test
    void issue_forUserWhoseTokensWereRevoked_returnsValidToken() {
        TestUser maria = node.person(UserRole.CUSTOMER);
        setStatus(maria, "suspended");
        setStatus(maria, "active");

        String token = issue(maria.id(), UserRole.CUSTOMER);

        assertThat(currentUser(token).status()).isEqualTo(200);
    }

    @Test
    void issue_forUserWithoutAccount_returnsTokenWithGivenRole() {
        String token = issue(UUID.randomUUID(), UserRole.ADMIN);

        assertThat(node.api()
                        .withToken(token)
                        .get("/api/deliveries/dead-letters")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void issue_withoutAccountAndRole_fails() {
        assertFails(UUID.randomUUID(), null, "there is no such account; give a role");
    }

    @Test
    void issue_withOtherRoleThanTheAccount_fails() {
        assertFails(node.person(UserRole.PROFESSIONAL).id(), UserRole.ADMIN, "the user's role is professional");
    }

    @Test
    void issue_forInactiveAccount_failsWithItsStatus() {
        TestUser suspended = node.person(UserRole.CUSTOMER);
        setStatus(suspended, "suspended");

        assertFails(suspended.id(), UserRole.CUSTOMER, "the account's status is suspended");
        assertFails(TestUsers.createPending(node).id(), UserRole.CUSTOMER, "the account's status is pending");
    }

    @Test
    void issue_forErasedAccount_fails() {
        TestUser maria = node.person(UserRole.CUSTOMER);
        assertThat(maria.api().delete("/api/users/account").status()).isEqualTo(200);
        node.execute("update users.account set erase_at = now() where id = '" + maria.id()
                + "'; update bus.timer set due_at = now() where key = '" + maria.id() + "'");
        await().until(() -> node.count("users.account where id = '" + maria.id() + "'") == 0);

        assertFails(maria.id(), UserRole.CUSTOMER, "its tokens are revoked");
    }

    private static String issue(UUID user, @Nullable UserRole role) {
        NodeSettings nodeSettings =
                NodeSettings.read(ENVIRONMENT, Path.of("target", "no-such.properties"), ServiceRegistry.contracts());
        return TokenIssuer.issue(nodeSettings, user, role, Duration.ofMinutes(5), progress -> {});
    }

    private static void assertFails(UUID user, @Nullable UserRole role, String reason) {
        assertThatThrownBy(() -> issue(user, role))
                .isInstanceOf(StartupException.class)
                .hasMessage("Cannot issue a token for user " + user + ": " + reason);
    }

    private static ApiResponse currentUser(String token) {
        return node.api().withToken(token).get("/api/auth/me");
    }

    private static void setStatus(TestUser user, String status) {
        assertThat(node.api(UserRole.ADMIN)
                        .put("/api/users/" + user.id() + "/status", "{\"status\":\"" + status + "\"}")
                        .status())
                .isEqualTo(200);
    }
}
