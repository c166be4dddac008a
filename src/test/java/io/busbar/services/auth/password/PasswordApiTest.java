package io.busbar.services.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.EmailInbox;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestSession;
import io.busbar.testing.TestUsers.TestUser;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Password resets and changes through the API and the mailbox. */
class PasswordApiTest extends ApiTest {
    private static final String RESET = "Reset your password";
    private static final String CHANGED = "Your password was changed";
    private static final String FRESH = "kettle-moon-39-drum";

    @Test
    void resetPassword_withEmailedToken_setsPasswordAndEndsAllSessions() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        TestSession before = maria.signIn();

        assertThat(forgot(maria.username()).status()).isEqualTo(200);
        ApiResponse reset = reset(inbox(maria).token(RESET), FRESH);

        assertThat(reset.status()).isEqualTo(200);
        assertThat(reset.body().path("msg").asText()).isEqualTo("Password reset successfully");
        assertThat(reset.headers()).doesNotContainKey("set-cookie");
        assertThat(before.api().get("/api/auth/me").status()).isEqualTo(401);
        assertThat(refresh(before).status()).isEqualTo(401);
        assertThat(maria.login(anyone).status()).isEqualTo(401);
        assertThat(maria.login(anyone, FRESH).status()).isEqualTo(200);
        assertThat(inbox(maria).await(CHANGED)).doesNotContain(FRESH);
    }

    @Test
    void forgotPassword_withAnyIdentifier_answersAlikeAndEmailsActiveAccountsOnly() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        TestUser pending = TestUsers.createPending(node);

        awaitDeliveries();
        long deliveries = node.deliveries();

        List<ApiResponse> apiResponses = List.of(
                forgot(maria.email()),
                forgot("nobody@example.org"),
                forgot("no-such-name"),
                forgot("+4915199999999"),
                forgot(pending.email()));

        assertThat(apiResponses).allSatisfy(apiResponse -> {
            assertThat(apiResponse.status()).isEqualTo(200);
            assertThat(apiResponse.body()).isEqualTo(apiResponses.getFirst().body());
            assertThat(apiResponse.headers().keySet())
                    .isEqualTo(apiResponses.getFirst().headers().keySet());
        });
        inbox(maria).await(RESET);
        awaitDeliveries();
        assertThat(inbox(pending).subjects()).doesNotContain(RESET);
        assertThat(new EmailInbox(node, "nobody@example.org").subjects()).isEmpty();
        assertThat(node.deliveries() - deliveries).as("the same work for each").isEqualTo(5);
    }

    @Test
    void forgotPassword_withRepeatedRequests_limitsEmails() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);

        for (int i = 0; i < 3; i++) {
            forgot(maria.email());
        }
        awaitDeliveries();
        assertThat(inbox(maria).subjects()).filteredOn(RESET::equals).hasSize(1);
        for (int i = 0; i < 6; i++) {
            node.execute("update auth.one_time_token set created_at = created_at - interval '61 seconds'");
            forgot(maria.email());
            awaitDeliveries();
        }
        assertThat(inbox(maria).subjects()).filteredOn(RESET::equals).hasSize(5);
    }

    @Test
    void resetPassword_withConcurrentUseOfToken_succeedsOnce() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        forgot(maria.email());
        String token = inbox(maria).token(RESET);

        List<CompletableFuture<ApiResponse>> all = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> reset(token, FRESH + i)))
                .toList();

        List<Integer> statuses =
                all.stream().map(each -> each.join().status()).sorted().toList();
        assertThat(statuses).containsExactly(200, 400, 400, 400, 400, 400);
        assertThat(reset(token, FRESH).errors()).containsExactly("/token is invalid or has expired");
        int won = IntStream.range(0, 6)
                .filter(i -> all.get(i).join().status() == 200)
                .findFirst()
                .orElseThrow();
        assertThat(maria.login(anyone, FRESH + won).status()).isEqualTo(200);
    }

    @Test
    void resetPassword_withExpiredOrForeignTokenOrChangedEmail_isRejected() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        TestUser pending = TestUsers.createPending(node);
        forgot(maria.email());
        String token = inbox(maria).token(RESET);
        String verifying = inbox(pending).token("Confirm your email address");

        assertThat(reset(verifying, FRESH).errors()).containsExactly("/token is invalid or has expired");
        assertThat(anyone.post("/api/auth/verify-email", "{\"token\":\"" + token + "\"}")
                        .status())
                .isEqualTo(400);
        node.execute("update users.account set email = 'moved@example.com' where id = '" + maria.id() + "'");
        assertThat(reset(token, FRESH).status()).isEqualTo(400);
        node.execute("update users.account set email = '" + maria.email() + "' where id = '" + maria.id() + "'");
        node.execute("update auth.one_time_token set expires_at = now() where account = '" + maria.id() + "'");
        assertThat(reset(token, FRESH).status()).isEqualTo(400);
        assertThat(maria.login(anyone).status()).isEqualTo(200);
    }

    @Test
    void resetPassword_withInvalidPassword_returnsErrorAndKeepsTokenValid() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        forgot(maria.email());
        String token = inbox(maria).token(RESET);

        assertThat(reset(token, "password123").errors())
                .containsExactly("/password is too common or too easy to guess");
        assertThat(reset(token, maria.email()).errors())
                .containsExactly("/password must not be your name or email address");
        assertThat(reset(token, "short").errors()).containsExactly("/password must be at least 8 characters");
        assertThat(anyone.post("/api/auth/reset-password", "{\"token\":\"" + token + "\"}")
                        .errors())
                .containsExactly("/password is required");
        assertThat(anyone.post(
                                "/api/auth/reset-password",
                                "{\"token\":\"%s\",\"newPassword\":\"%s\"}".formatted(token, FRESH))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void changePassword_withSeveralSessions_keepsOwnAndEndsOthers() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        TestSession other = maria.signIn();
        TestSession own = maria.signIn();

        ApiResponse changed = change(own.api(), TestUsers.PASSWORD, FRESH);

        assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
        assertThat(changed.body().path("msg").asText()).isEqualTo("Password changed successfully");
        assertThat(own.api().get("/api/auth/me").status()).isEqualTo(200);
        assertThat(other.api().get("/api/auth/me").status()).isEqualTo(401);
        assertThat(refresh(other).status()).isEqualTo(401);
        assertThat(maria.login(anyone).status()).isEqualTo(401);
        assertThat(maria.login(anyone, FRESH).status()).isEqualTo(200);
        inbox(maria).await(CHANGED);
    }

    @Test
    void changePassword_withWrongCurrentOrInvalidNewPassword_returnsError() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        ApiClient signedIn = maria.signIn().api();

        assertThat(change(signedIn, "a wrong guess", FRESH).body().path("error").asText())
                .isEqualTo("INVALID_CREDENTIALS");
        assertThat(change(signedIn, TestUsers.PASSWORD, "password123").errors())
                .containsExactly("/newPassword is too common or too easy to guess");
        assertThat(change(signedIn, TestUsers.PASSWORD, TestUsers.PASSWORD).errors())
                .containsExactly("/newPassword must differ from the current password");
        assertThat(change(anyone, TestUsers.PASSWORD, FRESH).status()).isEqualTo(401);
        awaitDeliveries();
        assertThat(inbox(maria).subjects()).doesNotContain(CHANGED);
        assertThat(maria.login(anyone).status()).isEqualTo(200);
    }

    @Test
    void resetPassword_afterPasswordChange_rejectsEarlierToken() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        forgot(maria.email());
        String token = inbox(maria).token(RESET);

        assertThat(change(maria.signIn().api(), TestUsers.PASSWORD, FRESH).status())
                .isEqualTo(200);

        assertThat(reset(token, "some-other-moon-39").status()).isEqualTo(400);
    }

    @Test
    void changePassword_withRepeatedWrongGuesses_returnsTooManyRequests() {
        ApiClient signedIn = TestUsers.create(node, UserRole.CUSTOMER).signIn().api();

        List<Integer> statuses = IntStream.range(0, 12)
                .mapToObj(i -> change(signedIn, "guess number " + i, FRESH).status())
                .toList();

        assertThat(statuses).startsWith(401).endsWith(429);
    }

    @Test
    void login_withLongPassword_comparesAllCharactersInAnyUnicodeForm() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        String start = "x-".repeat(36) + "é";

        assertThat(change(maria.signIn().api(), TestUsers.PASSWORD, start + "1").status())
                .isEqualTo(200);

        assertThat(maria.login(anyone, start + "2").status()).isEqualTo(401);
        assertThat(maria.login(anyone, start.replace("é", "e\u0301") + "1").status())
                .isEqualTo(200);
    }

    @Test
    void resetAndChangePassword_storesNoPasswordsOrTokensInDatabase() {
        TestUser maria = TestUsers.create(node, UserRole.CUSTOMER);
        forgot(maria.email());
        String token = inbox(maria).token(RESET);
        reset(token, "planted-moon-41-drum");
        ApiClient signedIn = TestSession.of(node, maria.login(anyone, "planted-moon-41-drum"))
                .api();
        assertThat(change(signedIn, "wrong-planted-guess", "planted-moon-42-drum")
                        .status())
                .isEqualTo(401);
        assertThat(change(signedIn, "planted-moon-41-drum", "planted-moon-42-drum")
                        .status())
                .isEqualTo(200);
        inbox(maria).await(CHANGED, 2);

        for (String secret : List.of(token, "planted-moon-41", "planted-moon-42", "wrong-planted")) {
            assertThat(node.tablesContaining(secret))
                    .as("the tables with %s", secret)
                    .isEmpty();
        }
    }

    /** Waits until all emails are sent. */
    private static void awaitDeliveries() {
        await().until(() -> node.count("bus.delivery") == 0);
    }

    private static EmailInbox inbox(TestUser testUser) {
        return new EmailInbox(node, testUser.email());
    }

    private static ApiResponse forgot(String identifier) {
        String field = identifier.contains("@") ? "email" : "identifier";
        return anyone.post("/api/auth/forgot-password", "{\"%s\":\"%s\"}".formatted(field, identifier));
    }

    private static ApiResponse reset(String token, String password) {
        return anyone.post(
                "/api/auth/reset-password", "{\"token\":\"%s\",\"password\":\"%s\"}".formatted(token, password));
    }

    private static ApiResponse change(ApiClient apiClient, String current, String fresh) {
        return apiClient.post(
                "/api/auth/change-password",
                "{\"currentPassword\":\"%s\",\"newPassword\":\"%s\"}".formatted(current, fresh));
    }

    private static ApiResponse refresh(TestSession session) {
        return anyone.post("/api/auth/refresh", "{\"refreshToken\":\"" + session.refreshToken() + "\"}");
    }
}
