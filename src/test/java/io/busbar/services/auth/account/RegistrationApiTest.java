package io.busbar.services.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.DeploymentSecrets;
import io.busbar.data.WireNames;
import io.busbar.services.auth.token.OneTimeTokens;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.ApiTest;
import io.busbar.testing.BusbarNode;
import io.busbar.testing.EmailInbox;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registration and email verification through the API and the mailbox. */
@BusbarNode(settings = "CLIENT_URL=http://localhost:8000", shared = false)
class RegistrationApiTest extends ApiTest {
    private static final String VERIFY = "Confirm your email address";
    private static final String HAVE_ONE = "You already have an account";

    @BeforeEach
    void deleteAccounts() {
        node.settle(); // an email of the test before would count as one of this test
        node.execute("""
                delete from users.account; delete from auth.credential; delete from auth.one_time_token; delete from mail.received_email;
                delete from bus.delivery; delete from bus.event; delete from bus.timer; delete from bus.idempotency""");
    }

    @Test
    void registerAndVerifyEmail_activatesAccount() {
        ApiResponse apiResponse = anyone.post("/api/auth/register", """
                {"fullName":"Maria Schmidt","username":"maria.s","email":"Maria@Example.com","phone":"+49 151 23456789",
                 "password":"plenty-of-taps-drip","role":"professional"}""");

        assertThat(apiResponse.status()).isEqualTo(201);
        assertThat(apiResponse.body().path("msg").asText()).isEqualTo("User registered successfully");
        assertThat(id(apiResponse).version()).isEqualTo(7);
        Account pending = account(id(apiResponse));
        assertThat(pending.status()).isEqualTo(AccountStatus.PENDING);
        assertThat(WireNames.nameOf(pending.role())).isEqualTo("professional");
        assertThat(pending.user().fullName()).isEqualTo("Maria Schmidt");

        EmailInbox emailInbox = new EmailInbox(node, "maria@example.com");
        assertThat(emailInbox.await(VERIFY)).contains("http://localhost:8000/verify-email?token=");
        assertThat(node.api()
                        .get("/dev/mail?to=maria@example.com")
                        .body()
                        .toString()
                        .toLowerCase(Locale.ROOT))
                .as("no text of the user's choice goes to an unverified address")
                .doesNotContain("maria.s", "maria schmidt");
        ApiResponse verified = verify(emailInbox.token(VERIFY));

        assertThat(verified.status()).isEqualTo(200);
        assertThat(verified.body().path("msg").asText()).isEqualTo("Email verified successfully");
        assertThat(account(id(apiResponse)).status()).isEqualTo(AccountStatus.ACTIVE);
        assertThat(node.count("auth.credential where active")).isEqualTo(1);
        assertThat(node.count("bus.timer where type like 'auth.%'")).isZero();
    }

    @Test
    void register_withoutOptionalFields_fillsInDefaults() {
        UUID named = id(anyone.post("/api/auth/register", """
                {"firstName":"Grace","lastName":"Hopper","email":"grace@example.com","password":"plenty-of-taps-drip"}"""));
        UUID bare = id(register("ada@example.com"));

        assertThat(account(named).user().fullName()).isEqualTo("Grace Hopper");
        assertThat(account(named).user().username()).isEqualTo("grace.hopper");
        assertThat(account(bare).user().username()).startsWith("user-");
        assertThat(WireNames.nameOf(account(bare).role())).isEqualTo("customer");
    }

    @Test
    void register_withInvalidFields_namesEachAndStoresNothing() {
        ApiResponse refused = anyone.post("/api/auth/register", """
                {"username":"a b","email":"nowhere","phone":"call me","password":"short","role":"admin","admin":true}""");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors())
                .contains("/role must be one of customer, professional", "/password must be at least 8 characters")
                .extracting(error -> error.substring(0, error.indexOf(' ')))
                .containsExactlyInAnyOrder("/username", "/email", "/phone", "/password", "/role", "/admin");
        for (String password : List.of("Password123", "a".repeat(129), "maria@example.com")) {
            assertThat(anyone.post("/api/auth/register", body("maria@example.com", password))
                            .errors())
                    .singleElement()
                    .asString()
                    .startsWith("/password");
        }
        assertThat(node.count("auth.credential")).isZero();
        assertThat(node.count("users.account")).isZero();
    }

    @Test
    void register_withTakenUsernameInOtherCase_returnsConflict() {
        register("maria@example.com", "maria");

        ApiResponse second = register("other@example.com", "MARIA");

        assertThat(second.status()).isEqualTo(409);
        assertThat(node.count("users.account")).isEqualTo(1);
        assertThat(new EmailInbox(node, "other@example.com").subjects()).isEmpty();
    }

    @Test
    void register_withTakenEmail_returnsCreatedAndEmailsOnlyOwner() {
        UUID owner = registerAndVerify("maria@example.com");

        ApiResponse taken = register("maria@example.com");
        ApiResponse fresh = register("new@example.com");

        assertThat(taken.status()).isEqualTo(fresh.status()).isEqualTo(201);
        assertThat(taken.body().path("msg")).isEqualTo(fresh.body().path("msg"));
        assertThat(taken.body().properties().stream().map(each -> each.getKey()))
                .containsExactlyElementsOf(fresh.body().properties().stream()
                        .map(each -> each.getKey())
                        .toList());
        EmailInbox emailInbox = new EmailInbox(node, "maria@example.com");
        assertThat(emailInbox.await(HAVE_ONE)).doesNotContain("token=");
        assertThat(emailInbox.subjects()).containsExactly(HAVE_ONE, VERIFY);
        assertThat(node.count("users.account where email = 'maria@example.com' and status <> 'pending'"))
                .isEqualTo(1);
        assertThat(account(owner).status()).isEqualTo(AccountStatus.ACTIVE);
    }

    @Test
    void register_repeatedlyWithTakenEmail_emailsOwnerOnce() {
        registerAndVerify("maria@example.com");

        for (int i = 0; i < 4; i++) {
            assertThat(register("maria@example.com").status()).isEqualTo(201);
        }

        awaitDeliveries();
        assertThat(new EmailInbox(node, "maria@example.com").subjects()).containsExactly(HAVE_ONE, VERIFY);
    }

    @Test
    void register_withRepeatedIdempotencyKey_createsOneAccount() {
        ApiClient keyed = anyone.with("Idempotency-Key", UUID.randomUUID().toString());

        ApiResponse first = keyed.post("/api/auth/register", body("maria@example.com", "plenty-of-taps-drip"));
        ApiResponse again = keyed.post("/api/auth/register", body("maria@example.com", "plenty-of-taps-drip"));
        ApiResponse other = keyed.post("/api/auth/register", body("maria@example.com", "plenty-of-taps-drop"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(node.count("users.account")).isEqualTo(1);
        assertThat(node.count("auth.credential")).isEqualTo(1);
        new EmailInbox(node, "maria@example.com").await(VERIFY);
        awaitDeliveries();
        assertThat(new EmailInbox(node, "maria@example.com").subjects()).hasSize(1);
    }

    @Test
    void registerConcurrently_withSameUsername_createsOneAccount() {
        List<CompletableFuture<ApiResponse>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> register("maria" + i + "@example.com", "maria")))
                .toList();

        List<Integer> statuses =
                all.stream().map(each -> each.join().status()).sorted().toList();

        assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
        assertThat(node.count("users.account")).isEqualTo(1);
    }

    @Test
    void registerConcurrently_withSameEmail_activatesOneAccount() {
        List<CompletableFuture<ApiResponse>> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> register("maria@example.com")))
                .toList();
        assertThat(all).allSatisfy(each -> assertThat(each.join().status()).isEqualTo(201));

        EmailInbox emailInbox = new EmailInbox(node, "maria@example.com");
        emailInbox.await(VERIFY, 4);
        List<String> tokens = emailInbox.tokens(VERIFY);
        assertThat(verify(tokens.getFirst()).status()).isEqualTo(200);

        for (String token : tokens.subList(1, 4)) {
            assertThat(verify(token).status()).isIn(400, 409);
        }
        assertThat(node.count("users.account where status = 'active'")).isEqualTo(1);
    }

    @Test
    void verifyEmail_withTokenUsedBefore_succeedsUntilExpiry() {
        register("maria@example.com");
        String token = new EmailInbox(node, "maria@example.com").token(VERIFY);

        assertThat(verify(token).status()).isEqualTo(200);
        assertThat(verify(token).status()).isEqualTo(200);
        assertThat(anyone.post("/api/_/users/verify-email", "{\"token\":\"" + token + "\"}")
                        .status())
                .isEqualTo(200);
        node.execute("update auth.one_time_token set expires_at = now()");
        assertThat(verify(token).errors()).containsExactly("/token is invalid or has expired");
    }

    @Test
    void verifyEmail_withInvalidOrExpiredToken_leavesAccountPending() {
        UUID id = id(register("maria@example.com"));
        String token = new EmailInbox(node, "maria@example.com").token(VERIFY);
        String other = new OneTimeTokens(DeploymentSecrets.of("a secret of another deployment, of forty characters"))
                .encode(OneTimeTokens.Purpose.VERIFY_EMAIL, UUID.randomUUID());
        char flipped = token.charAt(40) == 'A' ? 'B' : 'A';

        for (String bad :
                List.of("x", other, token.substring(1), token.substring(0, 40) + flipped + token.substring(41))) {
            ApiResponse refused = verify(bad);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.errors()).containsExactly("/token is invalid or has expired");
        }
        node.execute("update auth.one_time_token set expires_at = now()");
        assertThat(verify(token).status()).isEqualTo(400);
        assertThat(account(id).status()).isEqualTo(AccountStatus.PENDING);
    }

    @Test
    void resendVerification_sendsOncePerMinuteAndHidesWhetherAccountExists() {
        register("maria@example.com");
        registerAndVerify("grace@example.com");
        EmailInbox emailInbox = new EmailInbox(node, "maria@example.com");
        emailInbox.await(VERIFY);

        ApiResponse early = resend("maria@example.com");
        awaitDeliveries();
        assertThat(emailInbox.subjects()).hasSize(1);
        node.execute("update auth.one_time_token set created_at = created_at - interval '61 seconds'");
        List<ApiResponse> apiResponses =
                List.of(resend("maria@example.com"), resend("grace@example.com"), resend("nobody@example.com"), early);

        assertThat(apiResponses).allSatisfy(apiResponse -> {
            assertThat(apiResponse.status()).isEqualTo(200);
            assertThat(apiResponse.body()).isEqualTo(early.body());
        });
        String second = emailInbox.token(VERIFY, 2);
        awaitDeliveries();
        assertThat(new EmailInbox(node, "grace@example.com").subjects()).hasSize(1);
        assertThat(new EmailInbox(node, "nobody@example.com").subjects()).isEmpty();
        assertThat(verify(second).status()).isEqualTo(200);
    }

    @Test
    void register_withTakenUsername_deletesUnusedCredentialAfterExpiry() {
        register("maria@example.com", "maria");
        register("other@example.com", "maria");
        assertThat(node.count("auth.credential")).isEqualTo(2);
        assertThat(
                        node.count(
                                "bus.timer where type = 'auth.pending.credential.expired' and due_at > now() + interval '24 hours'"))
                .isPositive();

        node.execute("update bus.timer set due_at = now() where type = 'auth.pending.credential.expired'");

        await().untilAsserted(() -> assertThat(node.count("auth.credential")).isEqualTo(1));
        assertThat(node.count("auth.credential c join users.account a on a.id = c.account"))
                .isEqualTo(1);
    }

    @Test
    void register_storesNeitherPasswordNorTokenReadably() {
        String password = "kettle-moon-39-drum";
        anyone.with("Idempotency-Key", "one").post("/api/auth/register", body("maria@example.com", password));
        String token = new EmailInbox(node, "maria@example.com").token(VERIFY);
        verify(token);

        assertThat(node.tablesContaining(password)).isEmpty();
        assertThat(node.tablesContaining(token)).isEmpty();
        assertThat(node.tablesContaining("maria@example.com")).containsExactly("users.account");
    }

    /** Waits until all emails are sent. */
    private static void awaitDeliveries() {
        await().until(() -> node.count("bus.delivery") == 0);
    }

    private static UUID registerAndVerify(String email) {
        UUID id = id(register(email));
        assertThat(verify(new EmailInbox(node, email).token(VERIFY)).status()).isEqualTo(200);
        return id;
    }

    private static ApiResponse register(String email) {
        return anyone.post("/api/auth/register", body(email, "plenty-of-taps-drip"));
    }

    private static ApiResponse register(String email, String username) {
        return anyone.post(
                "/api/auth/register",
                "{\"email\":\"%s\",\"username\":\"%s\",\"password\":\"plenty-of-taps-drip\"}"
                        .formatted(email, username));
    }

    private static ApiResponse verify(String token) {
        return anyone.post("/api/auth/verify-email", "{\"token\":\"" + token + "\"}");
    }

    private static ApiResponse resend(String email) {
        return anyone.post("/api/auth/verify-email/resend", "{\"email\":\"" + email + "\"}");
    }

    private static Account account(UUID id) {
        return node.call(AccountOperations.GET_ACCOUNT, new AccountId(id));
    }

    private static UUID id(ApiResponse apiResponse) {
        return UUID.fromString(apiResponse.body().path("id").asText());
    }

    private static String body(String email, String password) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
    }
}
