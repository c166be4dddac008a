package io.busbar.services.auth.mfa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** An authenticator app with the same secret for all users. */
record AuthenticatorApp(TestNode node) {
    static final String SECRET = "12345678901234567890";

    /** Creates a user with MFA on; the code of the current step is used. */
    TestUser personWithMfa() {
        TestUser testUser = TestUsers.create(node, UserRole.CUSTOMER);
        enable(testUser, new ArrayList<>());
        return testUser;
    }

    /** Turns on MFA and adds the recovery codes to the list. */
    TestSession enable(TestUser testUser, List<String> codes) {
        TestSession testSession = testUser.signIn();
        assertThat(testSession.api().post("/api/auth/2fa/setup", "{}").status()).isEqualTo(200);
        installKnownSecret(testUser);
        ApiResponse enabled = testSession.api().post("/api/auth/2fa/enable", codeBody(currentCode(0)));
        assertThat(enabled.status()).as("%s", enabled.body()).isEqualTo(200);
        enabled.body().path("recoveryCodes").forEach(each -> codes.add(each.asText()));
        return testSession;
    }

    void installKnownSecret(TestUser testUser) {
        byte[] sealed = new SecretBox(DeploymentSecrets.of(TestServers.jwtSecret()), "totp/v1")
                .seal(SECRET.getBytes(UTF_8), testUser.id().toString());
        node.execute("update auth.totp set sealed_secret = '\\x%s' where account = '%s'"
                .formatted(HexFormat.of().formatHex(sealed), testUser.id()));
    }

    /** Returns the code of this many steps from now: 0 or 1, which stay valid if the next step begins in the meantime. */
    static String currentCode(int steps) {
        return Totp.DEFAULT.code(SECRET.getBytes(UTF_8), Totp.step(Instant.now()) + steps);
    }

    static String codeBody(String code) {
        return "{\"code\":\"" + code + "\"}";
    }

    static ApiResponse verify(TestNode node, ApiResponse login, String code) {
        return node.api()
                .post(
                        "/api/auth/2fa/verify",
                        "{\"challenge\":\"%s\",\"code\":\"%s\"}"
                                .formatted(login.body().path("challenge").asText(), code));
    }
}
