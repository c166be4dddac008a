package io.busbar.services.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Id;
import io.busbar.services.auth.AuthPersonalData;
import io.busbar.services.auth.AuthPersonalData.AuthExport;
import io.busbar.services.auth.SessionOperations.Session;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions after changes of the account's status and role, their export and their erasure. */
@BusbarNode(nodes = 2)
class AccountStatusSubscriberTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(1);
    private static final Duration DELIVERED = Duration.ofSeconds(10);

    private static TestNode here;
    private static TestNode there;
    private static ApiClient admin;

    @BeforeAll
    static void start(TwoNodeCluster nodes) {
        here = nodes.first();
        there = nodes.second();
        admin = TestUsers.create(here, UserRole.ADMIN).signIn().api();
    }

    @Test
    void suspendAccount_withOpenSession_endsSessionPermanently() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession testSession = maria.signIn();

        assertThat(status(maria, "suspended")).isEqualTo(200);

        await().atMost(PROMPTLY)
                .until(() -> testSession.api(there).get("/api/auth/me").status() == 401);
        await().atMost(DELIVERED).until(() -> countEndedSessions(maria, "suspended") == 1);
        assertThat(status(maria, "active")).isEqualTo(200);
        assertThat(refresh(there, testSession))
                .as("reactivation does not restore sessions")
                .isEqualTo(401);
        assertThat(maria.login(there.api()).status()).isEqualTo(200);
    }

    @Test
    void changeRole_withOpenSession_voidsAccessTokenButAllowsRefresh() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession testSession = maria.signIn();

        assertThat(admin.put("/api/users/" + maria.id(), "{\"role\":\"professional\"}")
                        .status())
                .isEqualTo(200);

        await().atMost(PROMPTLY)
                .until(() -> testSession.api(there).get("/api/auth/me").status() == 401);
        assertThat(refresh(there, testSession)).isEqualTo(200);
    }

    @Test
    void changeRole_ofImpersonatingAdmin_endsImpersonation() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestUser boss = TestUsers.create(here, UserRole.ADMIN);
        ApiResponse acting =
                boss.signIn().api().post("/api/users/" + maria.id() + "/impersonate", "{\"reason\":\"Ticket 1\"}");
        ApiClient asMaria =
                there.api().withToken(acting.body().path("accessToken").asText());
        assertThat(asMaria.get("/api/auth/me").status()).isEqualTo(200);

        assertThat(admin.put("/api/users/" + boss.id(), "{\"role\":\"customer\"}")
                        .status())
                .isEqualTo(200);

        await().atMost(PROMPTLY).until(() -> asMaria.get("/api/auth/me").status() == 401);
        await().atMost(DELIVERED).until(() -> countEndedSessions(maria, "admin_role_lost") == 1);
    }

    @Test
    void eraseAccount_withSessionsAndMfa_deletesSessionsAndCredentials() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession testSession = maria.signIn();
        testSession.api().post("/api/auth/2fa/setup", "{}");

        assertThat(admin.delete("/api/users/" + maria.id()).status()).isEqualTo(200);
        here.execute("update users.account set erase_at = now() where id = '" + maria.id() + "';"
                + " update bus.timer set due_at = now() where key = '" + maria.id() + "'");

        for (String table :
                List.of("session", "first_sign_in", "totp", "mfa_challenge", "recovery_code", "credential")) {
            await(table)
                    .atMost(DELIVERED)
                    .until(() -> here.count("auth." + table + " where account = '" + maria.id() + "'") == 0);
        }
        assertThat(testSession.api(there).get("/api/auth/me").status()).isEqualTo(401);
        assertThat(refresh(there, testSession)).isEqualTo(401);
    }

    @Test
    void exportPersonalData_withSessions_returnsSessionsAndSignInDates() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession first = maria.signIn();
        maria.signIn();
        first.api().post("/api/auth/logout", "{}");

        AuthExport data = there.call(AuthPersonalData.EXPORT_PERSONAL_DATA, new Id(maria.id()));

        assertThat(data.sessions()).hasSize(2).extracting(Session::endReason).containsExactly(null, "logout");
        assertThat(data.sessions()).allMatch(session -> "127.0.0.1".equals(session.ip()));
        assertThat(data.firstSignInAt()).isNotNull();
        assertThat(data.passwordChangedAt()).isNotNull();
        assertThat(data.twoFactorEnabledAt()).isNull();
    }

    @Test
    void signInAndRefresh_storesNoTokensOrSecretsInDatabase() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession testSession = maria.signIn();
        ApiResponse next =
                here.api().post("/api/auth/refresh", "{\"refreshToken\":\"" + testSession.refreshToken() + "\"}");
        String refreshToken = next.body().path("refreshToken").asText();

        assertThat(here.rowsContaining(List.of(
                        testSession.accessToken(),
                        testSession.refreshToken(),
                        testSession.deviceToken(),
                        refreshToken,
                        refreshToken.substring(36), // the signature
                        testSession.deviceToken().substring(24),
                        TestUsers.PASSWORD,
                        TestServers.jwtSecret())))
                .isEmpty();
    }

    private static int status(TestUser testUser, String status) {
        return admin.put("/api/users/" + testUser.id() + "/status", "{\"status\":\"" + status + "\"}")
                .status();
    }

    private static int refresh(TestNode node, TestSession testSession) {
        return node.api()
                .post("/api/auth/refresh", "{\"refreshToken\":\"" + testSession.refreshToken() + "\"}")
                .status();
    }

    private static long countEndedSessions(TestUser testUser, String reason) {
        return here.count("auth.session where account = '%s' and end_reason = '%s'".formatted(testUser.id(), reason));
    }
}
