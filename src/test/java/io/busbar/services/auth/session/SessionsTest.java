package io.busbar.services.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.DeploymentSecrets;
import io.busbar.services.auth.token.SignedIdCodec;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.EmailInbox;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh and end of sessions on two nodes. */
@BusbarNode(nodes = 2)
class SessionsTest {
    private static final Duration PROMPTLY = Duration.ofSeconds(1);

    private static TestNode here;
    private static TestNode there;

    @BeforeAll
    static void start(TwoNodeCluster nodes) {
        here = nodes.first();
        there = nodes.second();
    }

    @Test
    void refresh_onAnyNode_returnsNewTokens() {
        TestSession first = TestUsers.create(here, UserRole.CUSTOMER).signIn();

        ApiResponse second = refresh(there, first.refreshToken());
        ApiResponse third = refresh(here, refreshToken(second));

        assertThat(second.status()).as("%s", second.body()).isEqualTo(200);
        assertThat(second.body().path("msg").asText()).isEqualTo("Access token refreshed");
        assertThat(second.body().path("expiresIn").asInt()).isEqualTo(3600);
        assertThat(second.headers()).doesNotContainKey("set-cookie");
        assertThat(third.status()).isEqualTo(200);
        assertThat(Set.of(first.refreshToken(), refreshToken(second), refreshToken(third)))
                .hasSize(3);
        assertThat(me(there, third.body().path("accessToken").asText())).isEqualTo(200);
    }

    @Test
    void refresh_withCookie_returnsTokensOnlyInCookies() {
        TestSession first = TestUsers.create(here, UserRole.CUSTOMER).signIn();
        ApiClient browser = here.api()
                .with("Cookie", "refresh_token=" + first.refreshToken())
                .with("Sec-Fetch-Site", "same-origin");

        ApiResponse apiResponse = browser.post("/api/auth/refresh", "{}");

        assertThat(apiResponse.status()).isEqualTo(200);
        assertThat(apiResponse.body().toString()).isEqualTo("{\"msg\":\"Access token refreshed\"}");
        assertThat(apiResponse.headers().get("set-cookie"))
                .hasSize(2)
                .anyMatch(cookie -> cookie.startsWith("access_token="))
                .anyMatch(cookie -> cookie.startsWith("refresh_token="));
        assertThat(here.api()
                        .with("Cookie", "refresh_token=" + first.refreshToken())
                        .post("/api/auth/refresh", "{}")
                        .status())
                .as("from another site's page")
                .isEqualTo(403);
        assertThat(here.api().post("/api/auth/refresh", "{}").status()).isEqualTo(401);
    }

    @Test
    void refreshConcurrently_onTwoNodes_returnsSameToken() {
        TestSession first = TestUsers.create(here, UserRole.CUSTOMER).signIn();

        List<ApiResponse> apiResponses =
                ConcurrentRequests.send(20, i -> refresh(i % 2 == 0 ? here : there, first.refreshToken()));

        assertThat(apiResponses).extracting(ApiResponse::status).containsOnly(200);
        Set<String> successors = new HashSet<>(
                apiResponses.stream().map(SessionsTest::refreshToken).toList());
        assertThat(successors).hasSize(1);
        assertThat(refresh(there, successors.iterator().next()).status()).isEqualTo(200);
    }

    @Test
    void refresh_repeatedOnOtherNode_returnsSameToken() {
        TestSession first = TestUsers.create(here, UserRole.CUSTOMER).signIn();

        ApiResponse lost = refresh(here, first.refreshToken());
        ApiResponse again = refresh(there, first.refreshToken());

        assertThat(refreshToken(again)).isEqualTo(refreshToken(lost));
        assertThat(here.count("auth.session where ended_at is not null and id = '" + session(first) + "'"))
                .isZero();
    }

    @Test
    void refresh_withPreviousTokenAfterTenSeconds_endsSession() {
        TestSession first = TestUsers.create(here, UserRole.CUSTOMER).signIn();
        ApiResponse second = refresh(here, first.refreshToken());
        here.execute("update auth.session set rotated_at = now() - interval '11 seconds' where id = '" + session(first)
                + "'");

        assertThat(refresh(there, first.refreshToken()).status()).isEqualTo(401);

        assertEnded(first, second);
    }

    @Test
    void refresh_withTokenTwoGenerationsOld_endsOnlyThatSession() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession first = maria.signIn();
        TestSession bystander = maria.signIn();
        ApiResponse second = refresh(here, first.refreshToken());
        ApiResponse third = refresh(here, refreshToken(second));

        assertThat(refresh(here, first.refreshToken()).status()).isEqualTo(401);

        assertEnded(first, third);
        assertThat(here.count("bus.event where type = 'auth.refresh.token.reused' and key = '" + maria.id() + "'"))
                .isEqualTo(1);
        assertThat(me(there, bystander.accessToken())).isEqualTo(200);
        assertThat(refresh(there, bystander.refreshToken()).status()).isEqualTo(200);
        new EmailInbox(here, maria.email()).await("We ended one of your sessions");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 25, 40, 74})
    void refresh_withForgedToken_isRefusedAndKeepsSession(int at) {
        TestSession first = TestUsers.create(here, UserRole.CUSTOMER).signIn();
        char[] forged = first.refreshToken().toCharArray();
        forged[at] = forged[at] == 'A' ? 'Q' : 'A';

        assertThat(refresh(here, new String(forged)).status()).isEqualTo(401);
        assertThat(refresh(here, first.accessToken().substring(0, 75)).status()).isEqualTo(401);
        assertThat(refresh(here, "x").status()).isEqualTo(401);

        assertThat(me(here, first.accessToken())).isEqualTo(200);
        assertThat(refresh(here, first.refreshToken()).status()).isEqualTo(200);
    }

    @Test
    void getCurrentUser_withRefreshToken_returnsUnauthorized() {
        TestSession first = TestUsers.create(here, UserRole.CUSTOMER).signIn();

        assertThat(me(here, first.refreshToken())).isEqualTo(401);
    }

    @Test
    void signIn_withOwnSessionTimeout_expiresSessionAccordingly() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        here.execute("update users.account set session_timeout_minutes = 10 where id = '" + maria.id() + "'");

        ApiResponse login = maria.login(here.api());
        TestSession first = TestSession.of(here, login);
        assertThat(login.body().path("expiresIn").asInt()).isEqualTo(600);
        assertThat(here.count(
                        "auth.session where id = '%s' and expires_at between now() + interval '9 min' and now() + interval '10 min'"
                                .formatted(session(first))))
                .isEqualTo(1);
        ApiResponse second = refresh(here, first.refreshToken());
        here.execute("update auth.session set expires_at = now() where id = '" + session(first) + "'");

        assertThat(refresh(here, refreshToken(second)).status()).isEqualTo(401);
        assertThat(first.api().get("/api/auth/sessions").body()).isEmpty();
    }

    @Test
    void signIn_beyondSessionLimit_endsOldestSession() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession oldest = maria.signIn();
        TestSession old = maria.signIn();
        here.execute("insert into auth.session (account, method, device, expires_at, access_expires_at)"
                + " select '%s', 'password', 'Robot', now() + interval '1 day', now() from generate_series(1, %d)"
                        .formatted(maria.id(), Sessions.MAX_SESSIONS_PER_ACCOUNT - 2));
        assertThat(oldest.api(there).get("/api/auth/me").status()).isEqualTo(200);

        TestSession newest = maria.signIn();

        assertEnded(oldest);
        assertThat(old.api(there).get("/api/auth/me").status()).isEqualTo(200);
        assertThat(newest.api().get("/api/auth/sessions").body()).hasSize(Sessions.MAX_SESSIONS_PER_ACCOUNT);
    }

    @Test
    void signIn_withExpiredAndImpersonatedSessions_doesNotCountThemInLimit() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession oldest = maria.signIn();
        here.execute("insert into auth.session (account, method, device, expires_at, access_expires_at)"
                + " select '%s', 'password', 'Robot', now(), now() from generate_series(1, %d)"
                        .formatted(maria.id(), Sessions.MAX_SESSIONS_PER_ACCOUNT));
        here.execute(
                "insert into auth.session (account, impersonator, impersonation_reason, method, device, expires_at, access_expires_at)"
                        + " select '%s', uuidv7(), 'x', 'impersonation', 'x', now() + interval '15 min', now() from generate_series(1, %d)"
                                .formatted(maria.id(), Sessions.MAX_SESSIONS_PER_ACCOUNT));

        maria.signIn();

        assertThat(here.count("auth.session where ended_at is not null and account = '" + maria.id() + "'"))
                .isZero();
        assertThat(me(there, oldest.accessToken())).isEqualTo(200);
    }

    @Test
    void refresh_withSuspendedOrDeletedAccount_isRefused() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession first = maria.signIn();
        here.execute("update users.account set status = 'suspended' where id = '" + maria.id() + "'");

        ApiResponse refused = refresh(here, first.refreshToken());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body().path("error").asText()).isEqualTo("ACCOUNT_SUSPENDED");

        here.execute("delete from users.account where id = '" + maria.id() + "'");
        assertThat(refresh(here, first.refreshToken()).status()).isEqualTo(401);
    }

    @Test
    void signOut_withAccessTokenRefreshTokenOrCookie_endsOnlyThatSession() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession bystander = maria.signIn();
        TestSession bearer = maria.signIn();
        TestSession body = maria.signIn();
        TestSession cookie = maria.signIn();

        ApiResponse apiResponse = bearer.api().post("/api/auth/logout", "{}");
        here.api().post("/api/auth/logout", "{\"refreshToken\":\"" + body.refreshToken() + "\"}");
        here.api()
                .with("Cookie", "refresh_token=" + cookie.refreshToken() + "; access_token=ended")
                .with("Sec-Fetch-Site", "same-origin")
                .post("/api/auth/logout", "{}");

        assertThat(apiResponse.status()).isEqualTo(200);
        assertThat(apiResponse.body().toString()).isEqualTo("{\"msg\":\"Logged out successfully\"}");
        assertThat(apiResponse.headers().get("set-cookie"))
                .hasSize(2)
                .anyMatch(each -> each.startsWith("access_token=; Max-Age=0"))
                .anyMatch(each -> each.startsWith("refresh_token=; Max-Age=0"));
        for (TestSession ended : List.of(bearer, body, cookie)) {
            assertEnded(ended);
        }
        assertThat(me(there, bystander.accessToken())).isEqualTo(200);
    }

    @Test
    void signOut_withoutSession_succeeds() {
        assertThat(here.api().post("/api/auth/logout", "{}").status()).isEqualTo(200);
        assertThat(here.api()
                        .post("/api/auth/logout", "{\"refreshToken\":\"nonsense\",\"allDevices\":true}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void signOutEverywhere_endsAllSessionsOfThatAccountOnly() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        List<TestSession> hers = List.of(maria.signIn(), maria.signIn(there), maria.signIn());
        TestSession other = TestUsers.create(here, UserRole.CUSTOMER).signIn();

        here.api()
                .post(
                        "/api/auth/logout",
                        "{\"allDevices\":true,\"refreshToken\":\""
                                + hers.getFirst().refreshToken() + "\"}");

        hers.forEach(SessionsTest::assertEnded);
        assertThat(me(there, other.accessToken())).isEqualTo(200);
    }

    @Test
    void signOutEverywhere_withOutdatedRefreshToken_endsOnlyItsSession() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession bystander = maria.signIn();
        TestSession first = maria.signIn();
        refresh(here, refreshToken(refresh(here, first.refreshToken())));

        here.api().post("/api/auth/logout", "{\"allDevices\":true,\"refreshToken\":\"" + first.refreshToken() + "\"}");

        assertEnded(first);
        assertThat(me(there, bystander.accessToken())).isEqualTo(200);
    }

    @Test
    void listAndEndSessions_isAllowedForTheirOwnerOnly() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession phone = maria.signIn();
        TestSession laptop = maria.signIn();
        TestSession stranger = TestUsers.create(here, UserRole.CUSTOMER).signIn();

        assertThat(laptop.api().get("/api/auth/sessions").body())
                .hasSize(2)
                .allMatch(session -> session.path("method").asText().equals("password")
                        && session.path("ip").asText().equals("127.0.0.1")
                        && session.path("userId").asText().equals(maria.id().toString()));
        assertThat(stranger.api().delete("/api/auth/sessions/" + session(phone)).status())
                .isEqualTo(404);
        assertThat(stranger.api()
                        .delete("/api/refresh-token/" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
        assertThat(me(there, phone.accessToken())).isEqualTo(200);

        assertThat(laptop.api().delete("/api/refresh-token/" + session(phone)).status())
                .isEqualTo(200);
        assertEnded(phone);
        assertThat(laptop.api().get("/api/auth/sessions").body()).hasSize(1);
    }

    @Test
    void listAndEndSessionsOfOthers_isAllowedForAdminsOnly() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        List<TestSession> hers =
                IntStream.range(0, 3).mapToObj(i -> maria.signIn()).toList();
        ApiClient admin = TestUsers.create(here, UserRole.ADMIN).signIn().api();
        ApiClient customer = hers.getFirst().api();

        List<String> seen = new ArrayList<>();
        ApiResponse page = admin.get("/api/refresh-token?limit=2&userId=" + maria.id());
        page.body().forEach(session -> seen.add(session.path("id").asText()));
        ApiResponse rest = admin.get(page.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2"));
        rest.body().forEach(session -> seen.add(session.path("id").asText()));

        assertThat(seen)
                .containsExactlyElementsOf(
                        hers.reversed().stream().map(SessionsTest::session).toList());
        assertThat(rest.header("link")).isEmpty();
        assertThat(page.body().toString() + rest.body())
                .doesNotContain(hers.get(2).refreshToken());
        assertThat(admin.get("/api/refresh-token").body().size()).isGreaterThan(3);
        assertThat(admin.get("/api/refresh-token/" + seen.getFirst()).status()).isEqualTo(200);
        assertThat(admin.get("/api/refresh-token/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        assertThat(customer.get("/api/refresh-token").status()).isEqualTo(403);
        assertThat(customer.get("/api/refresh-token/" + seen.getFirst()).status())
                .isEqualTo(403);
        assertThat(admin.delete("/api/refresh-token/" + session(hers.get(1))).status())
                .isEqualTo(200);
        assertEnded(hers.get(1));
        assertThat(me(there, hers.get(0).accessToken())).isEqualTo(200);
    }

    private static void assertEnded(TestSession ended, ApiResponse... later) {
        List<String> access = new ArrayList<>(List.of(ended.accessToken()));
        List<String> refresh = new ArrayList<>(List.of(ended.refreshToken()));
        for (ApiResponse apiResponse : later) {
            access.add(apiResponse.body().path("accessToken").asText());
            refresh.add(refreshToken(apiResponse));
        }
        for (TestNode node : List.of(here, there)) {
            for (String token : access) {
                await().atMost(PROMPTLY).until(() -> me(node, token) == 401);
            }
            for (String token : refresh) {
                assertThat(refresh(node, token).status()).isEqualTo(401);
            }
        }
    }

    private static ApiResponse refresh(TestNode node, String token) {
        return node.api().post("/api/auth/refresh", "{\"refreshToken\":\"" + token + "\"}");
    }

    private static int me(TestNode node, String accessToken) {
        return node.api().withToken(accessToken).get("/api/auth/me").status();
    }

    private static String refreshToken(ApiResponse apiResponse) {
        return apiResponse.body().path("refreshToken").asText();
    }

    private static String session(TestSession testSession) {
        return new SignedIdCodec(DeploymentSecrets.of(io.busbar.testing.TestServers.jwtSecret()), "refresh-tokens/v1")
                .decode(testSession.refreshToken())
                .orElseThrow()
                .id()
                .toString();
    }
}
