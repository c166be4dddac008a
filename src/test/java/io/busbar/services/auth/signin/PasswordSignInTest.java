package io.busbar.services.auth.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.EmailInbox;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sign-in with a password through the API. */
class PasswordSignInTest extends ApiTest {
    private static final String VERIFY = "Confirm your email address";

    @Test
    void signIn_withRightPassword_returnsTokensInBodyAndCookies() {
        TestUser maria = TestUsers.create(node, UserRole.PROFESSIONAL);

        ApiResponse apiResponse = maria.login(node.api());

        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        assertThat(apiResponse.body().path("msg").asText()).isEqualTo("Login successful");
        assertThat(apiResponse.body().path("user").path("id").asText())
                .isEqualTo(maria.id().toString());
        assertThat(apiResponse.body().path("tokenType").asText()).isEqualTo("Bearer");
        assertThat(apiResponse.body().path("expiresIn").asInt()).isEqualTo(3600);
        assertThat(apiResponse.headers().get("set-cookie"))
                .hasSize(3)
                .allMatch(cookie -> cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
                .anyMatch(cookie -> cookie.startsWith(
                        "access_token=" + apiResponse.body().path("accessToken").asText() + "; Max-Age=3600"))
                .anyMatch(cookie -> cookie.startsWith("refresh_token="
                        + apiResponse.body().path("refreshToken").asText() + "; Max-Age=604800"))
                .anyMatch(cookie -> cookie.startsWith("device_token="));
        ApiResponse me = TestSession.of(node, apiResponse).api().get("/api/auth/me");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body().path("user")).isEqualTo(apiResponse.body().path("user"));
    }

    @Test
    void signIn_withExactlyOneIdentifier_succeedsAndOtherwiseIsBadRequest() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);

        for (String body : List.of(
                "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(maria.username(), TestUsers.PASSWORD),
                "{\"email\":\"%s\",\"password\":\"%s\"}"
                        .formatted(maria.email().toUpperCase(Locale.ROOT), TestUsers.PASSWORD),
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(maria.username(), TestUsers.PASSWORD))) {
            assertThat(node.api().post("/api/auth/login", body).status())
                    .as(body)
                    .isEqualTo(200);
        }
        for (String body : List.of(
                "{\"password\":\"%s\"}".formatted(TestUsers.PASSWORD),
                "{\"email\":\"%s\",\"username\":\"%s\",\"password\":\"%s\"}"
                        .formatted(maria.email(), maria.username(), TestUsers.PASSWORD),
                "{\"email\":\"%s\"}".formatted(maria.email()),
                "{\"email\":\"%s\",\"password\":\"x\",\"deviceCookie\":\"x\"}".formatted(maria.email()),
                "{\"email\":\"%s\",\"password\":\"x\",\"userAgent\":\"x\"}".formatted(maria.email()))) {
            assertThat(node.api().post("/api/auth/login", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(sessions(maria)).isEqualTo(3);
    }

    @Test
    void signIn_withWrongPasswordUnknownUserOrUnverifiedEmail_failsAlike() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        TestUser pending = TestUsers.createPending(node);

        List<ApiResponse> refusals = List.of(
                maria.login(node.api(), "wrong password"),
                pending.login(node.api(), "wrong password"),
                pending.login(node.api()),
                node.api().post("/api/auth/login", "{\"identifier\":\"nobody@example.com\",\"password\":\"x\"}"));

        assertThat(refusals).allMatch(apiResponse -> apiResponse.status() == 401);
        assertThat(refusals)
                .extracting(apiResponse -> apiResponse.body().path("error").asText()
                        + apiResponse.body().path("message").asText()
                        + apiResponse.body().size())
                .containsOnly("INVALID_CREDENTIALS"
                        + "Email or password is incorrect, or the email address isn't verified yet" + 3);
        assertThat(refusals)
                .allMatch(apiResponse -> !apiResponse.headers().containsKey("set-cookie")
                        && !apiResponse.headers().containsKey("retry-after"));
        assertThat(sessions(maria) + sessions(pending)).isZero();
    }

    @Test
    void signIn_toUnverifiedAccount_sendsLinkOnlyWithRightPassword() {
        TestUser pending = TestUsers.createPending(node);
        EmailInbox inbox = new EmailInbox(node, pending.email());
        inbox.await(VERIFY);
        node.execute("update auth.one_time_token set created_at = created_at - interval '61 seconds' where account = '"
                + pending.id() + "'");

        pending.login(node.api(), "wrong password");
        node.settle();
        assertThat(inbox.subjects()).containsExactly(VERIFY);
        pending.login(node.api());
        node.settle();
        assertThat(inbox.subjects()).containsExactly(VERIFY, VERIFY);
    }

    @Test
    void signIn_refusedForAnyReason_writesTheSameNumberOfDeliveriesAndAuditRows() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        TestUser pending = TestUsers.createPending(node);
        String written = "bus.audit where action in ('auth.reserveAttempt', 'auth.rejectSignIn', 'auth.login')";

        for (TestUser testUser : List.of(
                maria, pending, new TestUser(node, pending.id(), "nobody@example.com", "nobody", UserRole.CUSTOMER))) {
            node.settle();
            long deliveries = node.deliveries();
            long changes = node.count(written);
            testUser.login(node.api(), testUser.equals(pending) ? TestUsers.PASSWORD : "wrong password");
            assertThat(node.deliveries() - deliveries).as(testUser.email()).isEqualTo(1);
            assertThat(node.count(written) - changes).as(testUser.email()).isEqualTo(2);
        }
        node.settle();
        assertThat(new EmailInbox(node, maria.email()).subjects()).doesNotContain(VERIFY);
    }

    @Test
    void signIn_toSuspendedAccount_reportsSuspensionOnlyWithRightPassword() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        node.execute("update users.account set status = 'suspended', token_version = token_version + 1 where id = '"
                + maria.id() + "'");

        assertThat(maria.login(node.api(), "wrong password").status()).isEqualTo(401);
        ApiResponse apiResponse = maria.login(node.api());

        assertThat(apiResponse.status()).isEqualTo(403);
        assertThat(apiResponse.body().path("error").asText()).isEqualTo("ACCOUNT_SUSPENDED");
        assertThat(sessions(maria)).isZero();
    }

    @Test
    void signIn_toAccountPendingDeletion_cancelsDeletionAndReportsIt() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        node.execute(
                "update users.account set status = 'pending_deletion', token_version = token_version + 1, deletion_requested_by = 'owner',"
                        + " erase_at = now() + interval '9 days' where id = '" + maria.id() + "'");

        assertThat(maria.login(node.api(), "wrong password").status()).isEqualTo(401);
        assertThat(node.count("users.account where status = 'pending_deletion' and id = '" + maria.id() + "'"))
                .isEqualTo(1);
        ApiResponse apiResponse = maria.login(node.api());

        assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
        assertThat(apiResponse.body().path("msg").asText())
                .isEqualTo("Login successful; your account will no longer be deleted");
        assertThat(apiResponse.body().path("user").path("status").asText()).isEqualTo("active");
        assertThat(TestSession.of(node, apiResponse).api().get("/api/auth/me").status())
                .isEqualTo(200);
    }

    @Test
    void signIn_fromUnknownOrigin_isReportedUnlessItIsTheFirst() {
        try (TestNode proxied = TestNode.start(Map.of("TRUST_PROXY", "127.0.0.1"))) {
            TestUser maria = TestUsers.create(proxied, UserRole.CUSTOMER);
            ApiClient home = proxied.api().with("X-Forwarded-For", "203.0.113.7");
            ApiClient elsewhere = proxied.api().with("X-Forwarded-For", "198.51.100.9");

            ApiResponse first = maria.login(home);
            maria.login(home);
            String known = first.body().path("deviceToken").asText();
            elsewhere.post("/api/auth/login", """
                    {"identifier":"%s","password":"%s","deviceToken":"%s"}""".formatted(maria.email(), TestUsers.PASSWORD, known));
            assertThat(published(proxied, "auth.new.device.sign.in", maria)).isZero();

            maria.login(proxied.api().with("X-Forwarded-For", "192.0.2.77"));
            assertThat(published(proxied, "auth.new.device.sign.in", maria)).isEqualTo(1);
        }
    }

    @Test
    void signIn_withHashOfOtherCost_renewsTheHash() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        String weaker =
                new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(5, TestUsers.PASSWORD.getBytes(UTF_8)), UTF_8);
        node.execute(
                "update auth.credential set password_hash = '%s' where account = '%s'".formatted(weaker, maria.id()));

        maria.signIn();
        maria.signIn();

        assertThat(node.count("auth.credential where password_hash like '$2b$04$%' and account = '" + maria.id() + "'"))
                .isEqualTo(1);
    }

    @Test
    void signIn_namesDeviceByGivenNameOrBrowserAndSystem() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);

        node.api().post("/api/auth/login", """
                {"email":"%s","password":"%s","deviceName":"Maria's phone"}""".formatted(maria.email(), TestUsers.PASSWORD));
        TestSession browser = TestSession.of(
                node,
                maria.login(node.api()
                        .with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")));

        assertThat(browser.api().get("/api/auth/sessions").body())
                .extracting(session -> session.path("device").asText()
                        + session.path("current").asBoolean())
                .containsExactly("Firefox on Linuxtrue", "Maria's phonefalse");
    }

    @Test
    void accessToken_ofUnknownUser_isUnauthorized() {
        assertThat(node.api(UserRole.CUSTOMER).get("/api/auth/me").status()).isEqualTo(401);
        assertThat(node.api().get("/api/auth/me").status()).isEqualTo(401);
    }

    private static long sessions(TestUser testUser) {
        return node.count("auth.session where account = '" + testUser.id() + "'");
    }

    private static long published(TestNode on, String event, TestUser testUser) {
        return on.count("bus.event where type = '%s' and key = '%s'".formatted(event, testUser.id()));
    }
}
