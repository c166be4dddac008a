package io.busbar.services.auth.mfa;

import static io.busbar.services.auth.mfa.AuthenticatorApp.currentCode;
import static io.busbar.services.auth.mfa.AuthenticatorApp.verify;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.DeploymentSecrets;
import io.busbar.data.SecretBox;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.UsesServers;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Replacing JWT_SECRET: a restart with both secrets, and later one with the new secret only. */
@UsesServers
class SecretReplacementTest {
    private static final String OLD = TestServers.jwtSecret();
    private static final String NEW = "the next secret of this deployment, long enough";

    /** More than one batch. */
    private static final int PREVIOUS_EMAILS = 230;

    private final String database = TestServers.databaseWithoutSigningKey();
    private final String redis = TestServers.redisUrl();
    private final List<String> recoveryCodes = new ArrayList<>();

    @Test
    void restart_withNewAndPreviousSecret_keepsSessionsAndFactorsAndSealsAllAgain() {
        TestUser maria;
        TestSession session;
        try (TestNode before = start(OLD, "")) {
            maria = TestUsers.create(before, UserRole.CUSTOMER);
            session = new AuthenticatorApp(before).enable(maria, recoveryCodes);
            storePreviousEmails(before);
        }

        String refreshToken;
        try (TestNode during = start(NEW, OLD)) {
            assertThat(during.api()
                            .withToken(session.accessToken())
                            .get("/api/auth/me")
                            .status())
                    .isEqualTo(200);
            ApiResponse refreshed = refresh(during, session.refreshToken());
            assertThat(refreshed.status()).isEqualTo(200);
            refreshToken = refreshed.body().path("refreshToken").asText();
            assertThat(verify(during, maria.login(during.api()), currentCode(1)).status())
                    .isEqualTo(200);
            assertThat(verify(during, maria.login(during.api()), recoveryCodes.get(0))
                            .status())
                    .isEqualTo(200);
            await().untilAsserted(() -> assertThat(sealedWithOld(during)).containsOnly("0", "1"));
            assertThat(during.count("auth.previous_email where substring(sealed for 9) = '\\x%s'"
                            .formatted(header(NEW, "previous-emails/v1"))))
                    .isEqualTo(PREVIOUS_EMAILS);
        }

        try (TestNode after = start(NEW, "")) {
            after.execute("update auth.totp set last_used_step = 0");
            assertThat(refresh(after, refreshToken).status()).isEqualTo(200);
            assertThat(refresh(after, session.refreshToken()).status()).isEqualTo(401);
            assertThat(verify(after, maria.login(after.api()), currentCode(0)).status())
                    .isEqualTo(200);
            assertThat(verify(after, maria.login(after.api()), recoveryCodes.get(0))
                            .status())
                    .as("a used code")
                    .isEqualTo(401);
            assertThat(verify(after, maria.login(after.api()), recoveryCodes.get(1))
                            .status())
                    .isEqualTo(200);
        }
    }

    private TestNode start(String secret, String previous) {
        return TestNode.start(Map.of(
                "DATABASE_URL", database, "REDIS_URL", redis, "JWT_SECRET", secret, "JWT_SECRET_PREVIOUS", previous));
    }

    private static ApiResponse refresh(TestNode node, String refreshToken) {
        return node.api().post("/api/auth/refresh", "{\"refreshToken\":\"" + refreshToken + "\"}");
    }

    /** Stores addresses as if many accounts were changing theirs, and one value that was altered and can't be opened. */
    private static void storePreviousEmails(TestNode node) {
        SecretBox box = new SecretBox(DeploymentSecrets.of(OLD), "previous-emails/v1");
        List<String> rows = new ArrayList<>();
        for (int i = 0; i <= PREVIOUS_EMAILS; i++) {
            UUID account = UUID.randomUUID();
            byte[] sealed = box.seal(("person" + i + "@example.com").getBytes(UTF_8), account.toString());
            sealed[sealed.length - 1] ^= (byte) (i == 0 ? 1 : 0);
            rows.add("('%s', '\\x%s')".formatted(account, HexFormat.of().formatHex(sealed)));
        }
        node.execute("insert into auth.previous_email (account, sealed) values " + String.join(", ", rows));
    }

    /** Returns how many values of each column the old secret sealed: none, but for the altered address. */
    private static List<String> sealedWithOld(TestNode node) {
        return node.strings("""
            select count(*) from auth.totp where substring(sealed_secret for 9) = '\\x%s' union all
            select count(*) from auth.recovery_code where substring(sealed_hash for 9) = '\\x%s' union all
            select count(*) from tokens.signing_key where substring(sealed_private for 9) = '\\x%s' union all
            select count(*) from mail.received_email where substring(sealed for 9) = '\\x%s' union all
            select count(*) from auth.previous_email where substring(sealed for 9) = '\\x%s'""".formatted(
                        header(OLD, "totp/v1"),
                        header(OLD, "recovery-codes/v1"),
                        header(OLD, "signing-keys/v1"),
                        header(OLD, "dev-mail/v1"),
                        header(OLD, "previous-emails/v1")));
    }

    private static String header(String secret, String purpose) {
        byte[] sealed = new SecretBox(DeploymentSecrets.of(secret), purpose).seal(new byte[0], "");
        return HexFormat.of().formatHex(sealed, 0, SecretBox.HEADER_BYTES);
    }
}
