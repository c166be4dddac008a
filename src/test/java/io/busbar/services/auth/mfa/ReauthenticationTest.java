package io.busbar.services.auth.mfa;

import static io.busbar.services.auth.mfa.AuthenticatorApp.codeBody;
import static io.busbar.services.auth.mfa.AuthenticatorApp.currentCode;
import static io.busbar.services.auth.mfa.AuthenticatorApp.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reauthentication before changes of MFA. */
@BusbarNode
class ReauthenticationTest {
    private static TestNode here;
    private static AuthenticatorApp app;

    @BeforeAll
    static void start(TestNode given) {
        here = given;
        app = new AuthenticatorApp(here);
    }

    @Test
    void changeMfa_withMfaEnabled_requiresRecentReauthenticationWithCode() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        TestSession before = maria.signIn();
        TestSession testSession = app.enable(maria, new ArrayList<>());
        ApiClient apiClient = testSession.api();

        assertThat(before.api()
                        .post("/api/auth/2fa/disable", "{}")
                        .body()
                        .path("error")
                        .asText())
                .as("a session that was opened by password alone")
                .isEqualTo("REAUTHENTICATION_REQUIRED");
        here.execute("update auth.session set authenticated_at = now() - interval '301 seconds' where account = '"
                + maria.id() + "'");
        for (String path : List.of("/api/auth/2fa/disable", "/api/auth/2fa/recovery-codes", "/api/auth/2fa/setup")) {
            assertThat(apiClient.post(path, "{}").status()).as(path).isEqualTo(403);
        }
        assertThat(apiClient
                        .post("/api/auth/reauthenticate", "{\"password\":\"" + TestUsers.PASSWORD + "\"}")
                        .status())
                .as("the password alone is not enough")
                .isEqualTo(403);
        assertThat(apiClient
                        .post("/api/auth/reauthenticate", codeBody("000000"))
                        .status())
                .isEqualTo(401);
        assertThat(apiClient.post("/api/auth/2fa/disable", "{}").status()).isEqualTo(403);

        ApiResponse proved = apiClient.post("/api/auth/reauthenticate", codeBody(currentCode(1)));
        assertThat(proved.status()).as("%s", proved.body()).isEqualTo(200);
        assertThat(before.api().post("/api/auth/2fa/disable", "{}").status())
                .as("another session is not reauthenticated")
                .isEqualTo(403);
        assertThat(apiClient.post("/api/auth/2fa/disable", "{}").status()).isEqualTo(200);
        assertThat(apiClient.post("/api/auth/2fa/disable", "{}").status()).isEqualTo(409);
        assertThat(maria.login(here.api()).body().has("accessToken")).isTrue();
        assertThat(here.count("auth.recovery_code where account = '" + maria.id() + "'"))
                .isZero();
    }

    @Test
    void reauthenticate_whileStrangersGuessCodes_succeedsForOwner() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        ApiClient apiClient = app.enable(maria, new ArrayList<>()).api();
        for (int i = 0; i < 5; i++) {
            verify(here, maria.login(here.api()), "000000");
        }
        assertThat(verify(here, maria.login(here.api()), "000000").status()).isEqualTo(429);

        assertThat(apiClient
                        .post("/api/auth/reauthenticate", codeBody(currentCode(1)))
                        .status())
                .isEqualTo(200);

        for (int i = 0; i < 5; i++) {
            assertThat(apiClient
                            .post("/api/auth/reauthenticate", codeBody("000000"))
                            .status())
                    .isEqualTo(401);
        }
        assertThat(apiClient
                        .post("/api/auth/reauthenticate", codeBody("000000"))
                        .status())
                .as("guessing in the session")
                .isEqualTo(429);
    }

    @Test
    void reauthenticate_withoutMfa_acceptsPasswordAndLimitsGuesses() {
        TestUser maria = TestUsers.create(here, UserRole.CUSTOMER);
        ApiClient apiClient = maria.signIn().api();
        here.execute("update auth.session set authenticated_at = now() - interval '301 seconds' where account = '"
                + maria.id() + "'");

        assertThat(apiClient.post("/api/auth/2fa/setup", "{}").status()).isEqualTo(403);
        assertThat(apiClient
                        .post("/api/auth/reauthenticate", "{\"password\":\"wrong\"}")
                        .status())
                .isEqualTo(401);
        assertThat(apiClient.post("/api/auth/reauthenticate", "{}").status()).isEqualTo(400);
        assertThat(apiClient
                        .post("/api/auth/reauthenticate", "{\"password\":\"" + TestUsers.PASSWORD + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(apiClient.post("/api/auth/2fa/setup", "{}").status()).isEqualTo(200);

        for (int i = 0; i < 5; i++) {
            apiClient.post("/api/auth/reauthenticate", "{\"password\":\"wrong\"}");
        }
        assertThat(apiClient
                        .post("/api/auth/reauthenticate", "{\"password\":\"" + TestUsers.PASSWORD + "\"}")
                        .status())
                .isEqualTo(429);
    }
}
