package io.busbar.services.auth.mfa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.bus.Role;
import io.busbar.data.SecretBox;
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

/** An authenticator app, whose seed is the same for everybody. */
record AuthenticatorApp(TestNode node) {
    static final String SECRET = "12345678901234567890";

    /** Somebody whose second factor is on, with its first code spent. */
    TestUser personWithMfa() {
        TestUser testUser = TestUsers.create(node, Role.CUSTOMER);
        enable(testUser, new ArrayList<>());
        return testUser;
    }

    /** Turns it on, and tells the recovery codes. */
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
        byte[] sealed = new SecretBox(TestServers.jwtSecret(), "totp/v1")
                .seal(SECRET.getBytes(UTF_8), testUser.id().toString());
        node.execute("update auth.totp set sealed_secret = '\\x%s' where account = '%s'"
                .formatted(HexFormat.of().formatHex(sealed), testUser.id()));
    }

    /** The code of this many steps from now: 0 or 1, which hold even when the next step begins meanwhile. */
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
