package io.busbar.services.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Impersonation of users by admins. */
@BusbarNode(nodes = 2)
class ImpersonationTest {
    private static TestNode here;
    private static TestNode there;
    private static TestUser admin;

    @BeforeAll
    static void start(TwoNodeCluster nodes) {
        here = nodes.first();
        there = nodes.second();
        admin = TestUsers.create(here, UserRole.ADMIN);
    }

    @Test
    void impersonate_asAdmin_lastsFifteenMinutesAndIsAudited() {
        TestUser maria = TestUsers.create(here, UserRole.PROFESSIONAL);

        ApiResponse apiResponse = impersonate(admin.signIn().api(), maria.id());

        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        assertThat(apiResponse.body().path("expiresIn").asInt()).isEqualTo(900);
        assertThat(apiResponse.body().has("refreshToken")).isFalse();
        assertThat(apiResponse.headers()).doesNotContainKey("set-cookie");
        ApiClient acting =
                there.api().withToken(apiResponse.body().path("accessToken").asText());
        assertThat(acting.get("/api/auth/me").body().at("/user/id").asText())
                .isEqualTo(maria.id().toString());
        ApiResponse seen = maria.signIn().api().get("/api/auth/sessions");
        assertThat(seen.body())
                .anyMatch(session ->
                        session.path("impersonator").asText().equals(admin.id().toString())
                                && session.path("reason").asText().equals("Ticket 4711"));
        assertThat(here.count(
                        "bus.audit where action = 'auth.impersonate' and actor = '%s' and 'user:%s' = any (subjects)"
                                .formatted(admin.id(), maria.id())))
                .isEqualTo(1);
        assertThat(here.count("bus.event where type = 'auth.impersonation.started' and key = '" + maria.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void impersonation_onMfaOrReauthentication_isForbidden() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        ApiClient acting = impersonatingClient(admin.signIn(), maria);

        assertThat(acting.get("/api/auth/2fa").status()).isEqualTo(403);
        for (String path : List.of("/api/auth/2fa/setup", "/api/auth/2fa/disable", "/api/auth/2fa/recovery-codes")) {
            assertThat(acting.post(path, "{}").status()).as(path).isEqualTo(403);
        }
        assertThat(acting.post("/api/auth/2fa/enable", "{\"code\":\"123456\"}").status())
                .isEqualTo(403);
        assertThat(acting.post("/api/auth/reauthenticate", "{\"password\":\"" + TestUsers.PASSWORD + "\"}")
                        .status())
                .isEqualTo(403);
        assertThat(here.count("auth.totp where account = '" + maria.id() + "'")).isZero();
    }

    @Test
    void impersonate_withInvalidTargetCallerOrReason_isRefused() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestUser second = TestUsers.create(here, UserRole.ADMIN);
        ApiClient apiClient = admin.signIn().api();

        assertThat(impersonate(apiClient, second.id()).status()).isEqualTo(403);
        assertThat(impersonate(apiClient, admin.id()).status()).isEqualTo(403);
        assertThat(impersonate(apiClient, UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(apiClient
                        .post("/api/users/" + maria.id() + "/impersonate", "{\"reason\":\" \"}")
                        .status())
                .isEqualTo(400);
        assertThat(impersonate(maria.signIn().api(), second.id()).status()).isEqualTo(403);
        assertThat(impersonate(impersonatingClient(admin.signIn(), maria), second.id())
                        .status())
                .isEqualTo(403);
        here.execute("update users.account set status = 'suspended' where id = '" + maria.id() + "'");
        assertThat(impersonate(apiClient, maria.id()).status()).isEqualTo(409);
        assertThat(here.count("auth.session where account in ('%s', '%s') and impersonator is not null"
                        .formatted(second.id(), admin.id())))
                .isZero();
    }

    @Test
    void impersonate_afterDemotionOrSuspension_isForbiddenWithEarlierToken() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestUser demoted = TestUsers.create(here, UserRole.ADMIN);
        TestUser suspended = TestUsers.create(here, UserRole.ADMIN);
        ApiClient demotedApi = demoted.signIn().api();
        ApiClient suspendedApi = suspended.signIn().api();
        here.execute("update users.account set role = 'customer' where id = '" + demoted.id() + "'");
        here.execute("update users.account set status = 'suspended' where id = '" + suspended.id() + "'");

        assertThat(impersonate(demotedApi, maria.id()).status()).isEqualTo(403);
        assertThat(impersonate(suspendedApi, maria.id()).status()).isEqualTo(403);

        assertThat(here.count("auth.session where account = '" + maria.id() + "'"))
                .isZero();
    }

    @Test
    void signOut_whileImpersonating_keepsSessionsOfTheUser() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession own = maria.signIn();
        ApiClient acting = impersonatingClient(admin.signIn(), maria);

        acting.post("/api/auth/logout", "{\"allDevices\":true}");

        await().atMost(Duration.ofSeconds(1))
                .until(() -> acting.get("/api/auth/me").status() == 401);
        assertThat(own.api(there).get("/api/auth/me").status()).isEqualTo(200);
    }

    @Test
    void impersonation_afterAdminSignsOutEverywhere_ends() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession boss = TestUsers.create(here, UserRole.ADMIN).signIn();
        ApiClient acting = impersonatingClient(boss, maria);
        TestSession own = maria.signIn();

        boss.api().post("/api/auth/logout", "{\"allDevices\":true}");

        await().atMost(Duration.ofSeconds(1))
                .until(() -> acting.get("/api/auth/me").status() == 401);
        assertThat(own.api().get("/api/auth/me").status()).isEqualTo(200);
    }

    @Test
    void impersonation_endsOnlyWithTheSessionItBeganIn() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession out = admin.signIn();
        TestSession stolen = admin.signIn();
        TestSession other = admin.signIn();
        ApiClient begunInOut = impersonatingClient(out, maria);
        ApiClient begunInStolen = impersonatingClient(stolen, maria);
        ApiClient begunInOther = impersonatingClient(other, maria);

        out.api().post("/api/auth/logout", "{}");
        String token = "{\"refreshToken\":\"%s\"}";
        String second = here.api()
                .post("/api/auth/refresh", token.formatted(stolen.refreshToken()))
                .body()
                .path("refreshToken")
                .asText();
        here.api().post("/api/auth/refresh", token.formatted(second));
        assertThat(here.api()
                        .post("/api/auth/refresh", token.formatted(stolen.refreshToken()))
                        .status())
                .isEqualTo(401);

        for (ApiClient ended : List.of(begunInOut, begunInStolen)) {
            await().atMost(Duration.ofSeconds(1))
                    .until(() -> ended.get("/api/auth/me").status() == 401);
        }
        assertThat(begunInOther.get("/api/auth/me").status()).isEqualTo(200);
        assertThat(here.count("auth.session where started_by is not null and end_reason in ('logout', 'token_reused')"
                        + " and account = '" + maria.id() + "'"))
                .isEqualTo(2);
    }

    @Test
    void impersonate_inEndedSession_isUnauthorized() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession boss = admin.signIn();
        here.execute(
                "update auth.session set ended_at = now(), end_reason = 'logout' where ended_at is null and account = '"
                        + admin.id() + "'"); // as in the moment before its tokens are revoked on all nodes

        assertThat(impersonate(boss.api(), maria.id()).status()).isEqualTo(401);
    }

    private static ApiClient impersonatingClient(TestSession boss, TestUser testUser) {
        ApiResponse apiResponse = impersonate(boss.api(), testUser.id());
        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        return there.api().withToken(apiResponse.body().path("accessToken").asText());
    }

    private static ApiResponse impersonate(ApiClient apiClient, UUID person) {
        return apiClient.post("/api/users/" + person + "/impersonate", "{\"reason\":\"Ticket 4711\"}");
    }
}
