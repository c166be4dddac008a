package io.busbar.services.auth.mfa;

import static io.busbar.services.auth.mfa.AuthenticatorApp.SECRET;
import static io.busbar.services.auth.mfa.AuthenticatorApp.codeBody;
import static io.busbar.services.auth.mfa.AuthenticatorApp.currentCode;
import static io.busbar.services.auth.mfa.AuthenticatorApp.verify;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.ConcurrentRequests;
import io.busbar.testing.OccupiedConnections;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.TwoNodeCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two-factor authentication on two nodes, including attempts to bypass it. */
@BusbarNode(nodes = 2, settings = "TRUST_PROXY=127.0.0.1", group = "lockout")
class MfaApiTest {
    private static TwoNodeCluster nodes;
    private static TestNode here;
    private static TestNode there;
    private static AuthenticatorApp app;

    @BeforeAll
    static void start(TwoNodeCluster given) {
        nodes = given;
        here = nodes.first();
        there = nodes.second();
        app = new AuthenticatorApp(here);
    }

    @BeforeEach
    void resetThrottle() {
        here.execute("delete from auth.throttle");
    }

    @Test
    void enableMfa_withCorrectCode_turnsItOnAndReturnsRecoveryCodes() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        ApiClient apiClient = maria.signIn().api();

        ApiResponse setup = apiClient.post("/api/auth/2fa/setup", "{}");
        assertThat(setup.status()).as("%s", setup.body()).isEqualTo(200);
        assertThat(setup.body().path("secret").asText()).matches("[A-Z2-7]{32}");
        assertThat(setup.body().path("otpauthUri").asText())
                .startsWith("otpauth://totp/Busbar:" + maria.email().replace("@", "%40") + "?secret="
                        + setup.body().path("secret").asText());
        assertThat(maria.login(here.api()).body().has("twoFactorRequired"))
                .as("a setup alone changes nothing")
                .isFalse();
        assertThat(apiClient.post("/api/auth/2fa/enable", codeBody("000000")).status())
                .isEqualTo(401);
        app.installKnownSecret(maria);
        ApiResponse enabled = apiClient.post("/api/auth/2fa/enable", codeBody(currentCode(0)));

        assertThat(enabled.status()).as("%s", enabled.body()).isEqualTo(200);
        assertThat(enabled.body().path("recoveryCodes"))
                .hasSize(10)
                .allMatch(code -> code.asText().matches("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}"));
        ApiResponse status = apiClient.get("/api/auth/2fa");
        assertThat(status.body().path("enabled").asBoolean()).isTrue();
        assertThat(status.body().path("recoveryCodesLeft").asInt()).isEqualTo(10);
        assertThat(here.count("bus.event where type = 'auth.mfa.changed' and key = '" + maria.id() + "'"))
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> here.count("users.account where mfa_enabled and id = '" + maria.id() + "'") == 1);
        assertThat(apiClient.post("/api/auth/2fa/setup", "{}").status()).isEqualTo(409);
    }

    @Test
    void signIn_withMfaEnabled_requiresPasswordAndCode() {
        TestUser maria = app.personWithMfa();

        ApiResponse login = maria.login(here.api());
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.body().path("twoFactorRequired").asBoolean()).isTrue();
        assertThat(login.body().path("expiresIn").asInt()).isEqualTo(300);
        assertThat(login.body().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("msg", "twoFactorRequired", "challenge", "expiresIn");
        assertThat(login.headers()).doesNotContainKey("set-cookie");

        ApiResponse verified = verify(there, login, currentCode(1));

        assertThat(verified.status()).as("%s", verified.body()).isEqualTo(200);
        assertThat(verified.headers().get("set-cookie")).hasSize(3);
        TestSession testSession = TestSession.of(there, verified);
        assertThat(testSession.api(here).get("/api/auth/me").status()).isEqualTo(200);
        assertThat(testSession
                        .api()
                        .get("/api/auth/sessions")
                        .body()
                        .get(0)
                        .path("method")
                        .asText())
                .isEqualTo("password+totp");
    }

    @Test
    void verifyMfa_withUsedOrEarlierCode_returnsUnauthorized() {
        TestUser maria = app.personWithMfa();
        String code = currentCode(1);

        assertThat(verify(here, maria.login(here.api()), code).status()).isEqualTo(200);
        assertThat(verify(there, maria.login(here.api()), code).status()).isEqualTo(401);
        assertThat(verify(there, maria.login(here.api()), currentCode(0)).status())
                .as("an earlier code")
                .isEqualTo(401);
    }

    @Test
    void verifyMfaConcurrently_withSameCodeOnTwoNodes_opensOneSession() {
        TestUser maria = app.personWithMfa();
        String code = currentCode(1);
        List<ApiResponse> logins =
                IntStream.range(0, 16).mapToObj(i -> maria.login(here.api())).toList();
        long before = sessions(maria);

        // Eight for each node, which has twelve connections: none is refused for want of one.
        List<ApiResponse> apiResponses = ConcurrentRequests.send(16, i -> {
            here.execute("delete from auth.throttle"); // the lockout must not stop them
            return verify(i % 2 == 0 ? here : there, logins.get(i), code);
        });

        assertThat(apiResponses)
                .filteredOn(apiResponse -> apiResponse.status() == 200)
                .hasSize(1);
        assertThat(apiResponses).extracting(ApiResponse::status).isSubsetOf(200, 401, 429);
        assertThat(sessions(maria) - before).isEqualTo(1);
    }

    @Test
    void verifyMfa_withUsedExhaustedOrExpiredChallenge_returnsUnauthorized() {
        TestUser maria = app.personWithMfa();

        ApiResponse spent = maria.login(here.api());
        assertThat(verify(here, spent, currentCode(1)).status()).isEqualTo(200);
        here.execute("update auth.totp set last_used_step = 0 where account = '" + maria.id() + "'");
        assertThat(verify(here, spent, currentCode(1)).status())
                .as("used before")
                .isEqualTo(401);

        ApiResponse tried = maria.login(here.api());
        for (int i = 0; i < 5; i++) {
            assertThat(verify(here, tried, "000000").status()).isEqualTo(401);
            here.execute("delete from auth.throttle");
        }
        assertThat(verify(here, tried, currentCode(1)).status())
                .as("a sixth try")
                .isEqualTo(401);

        ApiResponse late = maria.login(here.api());
        here.execute("update auth.mfa_challenge set expires_at = now() where account = '" + maria.id() + "'");
        assertThat(verify(here, late, currentCode(1)).status())
                .as("after five minutes")
                .isEqualTo(401);

        assertThat(verify(here, maria.login(here.api()), currentCode(1)).status())
                .isEqualTo(200);
    }

    @Test
    void verifyMfa_withForeignCodeOrMisusedChallenge_returnsUnauthorized() {
        TestUser maria = app.personWithMfa();
        TestUser eve = app.personWithMfa();
        here.execute("update auth.totp set sealed_secret = '\\x"
                + hex(new SecretBox(DeploymentSecrets.of(TestServers.jwtSecret()), "totp/v1")
                        .seal("09876543210987654321".getBytes(UTF_8), eve.id().toString()))
                + "' where account = '" + eve.id() + "'");
        String evesCode = Totp.DEFAULT.code("09876543210987654321".getBytes(UTF_8), Totp.step(Instant.now()));

        ApiResponse marias = maria.login(here.api());
        assertThat(verify(here, marias, evesCode).status()).isEqualTo(401);
        String challenge = marias.body().path("challenge").asText();

        assertThat(here.api()
                        .post("/api/auth/refresh", "{\"refreshToken\":\"" + challenge + "\"}")
                        .status())
                .isEqualTo(401);
        assertThat(here.api().withToken(challenge).get("/api/auth/me").status()).isEqualTo(401);
        assertThat(here.api()
                        .post("/api/auth/2fa/verify", "{\"challenge\":\"x\",\"code\":\"" + currentCode(1) + "\"}")
                        .status())
                .isEqualTo(401);
        assertThat(sessions(maria)).isEqualTo(1);
    }

    @Test
    void signOutEverywhere_withPendingMfaChallenge_voidsChallenge() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession testSession = app.enable(maria, new ArrayList<>());
        ApiResponse waiting = maria.login(here.api());

        here.api()
                .post(
                        "/api/auth/logout",
                        "{\"allDevices\":true,\"refreshToken\":\"" + testSession.refreshToken() + "\"}");

        assertThat(verify(here, waiting, currentCode(1)).status()).isEqualTo(401);
    }

    @Test
    void verifyMfa_afterServerErrors_doesNotCountThemAsAttempts() {
        TestUser maria = app.personWithMfa();
        ApiResponse login = maria.login(here.api());
        here.execute("alter table auth.session add constraint broken check (false) not valid");
        try {
            for (int i = 0; i < 6; i++) {
                assertThat(verify(i % 2 == 0 ? here : there, login, currentCode(1))
                                .status())
                        .isGreaterThanOrEqualTo(500);
            }
        } finally {
            here.execute("alter table auth.session drop constraint broken");
        }

        assertThat(verify(there, login, currentCode(1)).status()).isEqualTo(200);
    }

    @Test
    void verifyMfa_afterFiveWrongCodes_isLockedForEveryChallenge() {
        TestUser maria = app.personWithMfa();

        for (int i = 0; i < 5; i++) {
            assertThat(verify(i % 2 == 0 ? here : there, maria.login(here.api()), "000000")
                            .status())
                    .isEqualTo(401);
        }
        assertThat(verify(there, maria.login(here.api()), currentCode(1)).status())
                .isEqualTo(429);
    }

    @Test
    void verifyMfa_whileLockedAndNoConnectionForChangesIsFree_returnsTooManyRequests() {
        TestUser maria = app.personWithMfa();
        for (int i = 0; i < 5; i++) {
            assertThat(verify(here, maria.login(here.api()), "000000").status()).isEqualTo(401);
        }
        ApiResponse login = maria.login(here.api());

        try (OccupiedConnections occupied = OccupiedConnections.of(here)) {
            assertThat(verify(here, login, currentCode(1)).status()).isEqualTo(429);
            assertThat(occupied.holdsAll()).isTrue();
        }
        assertThat(here.count("auth.mfa_challenge where attempts = 0 and account = '" + maria.id() + "'"))
                .as("the challenge keeps its attempts")
                .isEqualTo(1);
    }

    @Test
    void verifyMfa_withRecoveryCodeInAnyFormat_succeedsOnce() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        List<String> codes = new ArrayList<>();
        app.enable(maria, codes);
        String typed = " " + codes.getFirst().toLowerCase(java.util.Locale.ROOT).replace("-", " ");
        ApiResponse first = maria.login(here.api());
        ApiResponse second = maria.login(here.api());

        List<ApiResponse> apiResponses =
                ConcurrentRequests.send(2, i -> verify(i == 0 ? here : there, i == 0 ? first : second, typed));

        assertThat(apiResponses).extracting(ApiResponse::status).containsExactlyInAnyOrder(200, 401);
        TestSession in = apiResponses.stream()
                .filter(apiResponse -> apiResponse.status() == 200)
                .map(apiResponse -> TestSession.of(here, apiResponse))
                .findFirst()
                .orElseThrow();
        assertThat(in.api()
                        .get("/api/auth/2fa")
                        .body()
                        .path("recoveryCodesLeft")
                        .asInt())
                .isEqualTo(9);

        ApiResponse renewed = in.api().post("/api/auth/2fa/recovery-codes", "{}");
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(verify(here, maria.login(here.api()), codes.get(1)).status()).isEqualTo(401);
        assertThat(verify(
                                here,
                                maria.login(here.api()),
                                renewed.body().path("recoveryCodes").get(0).asText())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void enableMfa_storesNeitherSecretNorRecoveryCodesReadably() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        List<String> codes = new ArrayList<>();
        app.enable(maria, codes);

        assertThat(here.count("auth.totp where position('" + hex(SECRET.getBytes(UTF_8))
                        + "' in encode(sealed_secret, 'hex')) > 0"))
                .isZero();
        assertThat(here.count("auth.recovery_code where octet_length(sealed_hash) = 32 + 37 and account = '"
                        + maria.id() + "'"))
                .isEqualTo(10);
        assertThat(here.count("bus.event where payload::text ~ '" + codes.getFirst() + "'"))
                .isZero();
    }

    private static long sessions(TestUser testUser) {
        return here.count("auth.session where account = '" + testUser.id() + "'");
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
