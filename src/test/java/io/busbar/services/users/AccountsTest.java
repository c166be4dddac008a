package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountCreated;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.busbar.services.users.AccountOperations.FindAccount;
import io.busbar.services.users.AccountOperations.MarkEmailVerified;
import io.busbar.services.users.AccountOperations.SetMfaEnabled;
import io.busbar.services.users.AccountOperations.UserRole;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The internal operations of users for auth: creating and finding accounts, and verifying their email addresses. */
class AccountsTest extends UsersTestBase {
    @Test
    void createAccount_isPendingUntilEmailIsVerified() {
        Account made = createAccount("maria@example.com", "maria").account();

        assertThat(made.status()).isEqualTo(AccountStatus.PENDING);
        assertThat(made.user().emailVerified()).isFalse();
        assertThat(made.sessionTimeoutMinutes()).isEqualTo(10_080);
        assertThat(node.count("bus.event where type = 'users.account.registered'"))
                .isEqualTo(1);

        Account confirmed =
                node.call(AccountOperations.MARK_EMAIL_VERIFIED, new MarkEmailVerified(made.id(), "Maria@Example.com"));

        assertThat(confirmed.status()).isEqualTo(AccountStatus.ACTIVE);
        assertThat(confirmed.tokenVersion()).isGreaterThan(made.tokenVersion());
        assertThat(confirmed.user().emailVerified()).isTrue();
        assertThat(node.count("bus.event where type = 'users.account.email.verified'"))
                .isEqualTo(1);
        assertThat(node.count("bus.event where type = 'users.account.access.changed'"))
                .isEqualTo(1);
        assertThat(node.count("bus.timer")).isZero();
        assertThat(node.call(
                        AccountOperations.MARK_EMAIL_VERIFIED, new MarkEmailVerified(made.id(), "maria@example.com")))
                .as("once more changes nothing")
                .isEqualTo(confirmed);
    }

    @Test
    void createAccount_withSameId_changesNothing() {
        UUID id = UUID.randomUUID();
        AccountCreated first = createAccount(id, "maria@example.com", "maria");

        assertThat(createAccount(id, "maria@example.com", "maria")).isEqualTo(first);
        assertThat(node.count("users.account")).isEqualTo(1);
        assertThat(node.count("bus.event")).isEqualTo(1);
    }

    @Test
    void createAccount_withTakenUsernameInOtherCase_returnsConflict() {
        createAccount("maria@example.com", "Maria.S");

        assertThatThrownBy(() -> createAccount("other@example.com", "mARIA.s"))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT);
                    assertThat(failure.details()).containsEntry("field", "username");
                });
        assertThat(node.count("users.account")).isEqualTo(1);
    }

    @Test
    void createAccount_concurrentlyWithOneUsername_succeedsOnce() throws Exception {
        List<Boolean> got = runConcurrently(20, i -> () -> {
            try {
                createAccount("person" + i + "@example.com", i % 2 == 0 ? "wanted" : "WANTED");
                return true;
            } catch (Failure e) {
                assertThat(e.code()).isEqualTo(FailureCode.CONFLICT);
                return false;
            }
        });

        assertThat(got).filteredOn(succeeded -> succeeded).hasSize(1);
        assertThat(node.count("users.account")).isEqualTo(1);
    }

    @Test
    void createAccount_withoutUsername_getsUniqueUsernameFromName() throws Exception {
        List<Account> made = runConcurrently(
                20,
                i -> () -> node.call(
                                AccountOperations.CREATE_ACCOUNT,
                                new CreateAccount(
                                        UUID.randomUUID(),
                                        "p" + i + "@example.com",
                                        null,
                                        null,
                                        "José  Müller",
                                        UserRole.CUSTOMER,
                                        false))
                        .account());

        assertThat(made).extracting(account -> account.user().username()).doesNotHaveDuplicates();
        assertThat(made).allMatch(account -> account.user().username().startsWith("jose.muller"));
    }

    @ParameterizedTest
    @CsvSource({"水野 愛, ai.mizuno@example.com", ", ada@example.com", "李, li@example.com"})
    void createAccount_withoutUsableName_getsNeutralUsername(String name, String email) {
        Account made = node.call(
                        AccountOperations.CREATE_ACCOUNT,
                        new CreateAccount(UUID.randomUUID(), email, null, null, name, UserRole.CUSTOMER, false))
                .account();

        assertThat(made.user().username()).matches("user-[0-9]{3,6}");
        assertThat(made.user().fullName()).isEqualTo(name);
    }

    @Test
    void createAccount_withTakenEmail_isPendingAndReturnsOwner() {
        Account owner = createActiveAccount("maria@example.com", "maria");

        AccountCreated second = createAccount("MARIA@example.com", "someone");

        assertThat(second.emailOwner()).isEqualTo(owner.id());
        assertThat(second.account().status()).isEqualTo(AccountStatus.PENDING);
        assertThat(node.call(AccountOperations.FIND_ACCOUNT, new FindAccount("maria@example.com"))
                        .account())
                .as("the account with the verified address")
                .isEqualTo(owner);
        assertConflict(() -> node.call(
                AccountOperations.MARK_EMAIL_VERIFIED,
                new MarkEmailVerified(second.account().id(), "maria@example.com")));
    }

    @Test
    void createAccount_verifiedWithTakenEmail_returnsConflict() {
        createActiveAccount("maria@example.com", "maria");

        assertConflict(() -> createActiveAccount("maria@example.com", "other"));
        assertThat(node.count("users.account")).isEqualTo(1);
    }

    @Test
    void markEmailVerified_concurrentlyForOneEmail_succeedsOnce() throws Exception {
        List<UUID> claimants = IntStream.range(0, 8)
                .mapToObj(i -> createAccount("wanted@example.com", "claimant" + i)
                        .account()
                        .id())
                .toList();

        List<Boolean> got = runConcurrently(8, i -> () -> {
            try {
                node.call(
                        AccountOperations.MARK_EMAIL_VERIFIED,
                        new MarkEmailVerified(claimants.get(i), "wanted@example.com"));
                return true;
            } catch (Failure e) {
                assertThat(e.code()).isEqualTo(FailureCode.CONFLICT);
                return false;
            }
        });

        assertThat(got).filteredOn(succeeded -> succeeded).hasSize(1);
        assertThat(node.count("users.account where status = 'active'")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maria@example.com",
                " MARIA@EXAMPLE.COM ",
                "Maria",
                "mARIA",
                "+49 151 23456789",
                "0049151/23456789",
                "4915123456789"
            })
    void findAccount_byAnyIdentifier_returnsAccount(String typed) {
        UUID id = UUID.randomUUID();
        node.call(
                AccountOperations.CREATE_ACCOUNT,
                new CreateAccount(
                        id, "maria@example.com", "maria", "+49 (151) 2345-6789", null, UserRole.CUSTOMER, true));

        assertThat(findAccount(typed)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nobody",
                "nobody@example.com",
                "+4900000000",
                "@",
                "a@b",
                "' or 1=1 --",
                "maria@example.com@x"
            })
    void findAccount_byUnknownIdentifier_returnsNothing(String typed) {
        createActiveAccount("maria@example.com", "maria");

        assertThat(node.call(AccountOperations.FIND_ACCOUNT, new FindAccount(typed))
                        .account())
                .isNull();
    }

    @Test
    void findAccount_byPhoneOfTwoAccounts_returnsOnlyTheVerifiedOne() {
        UUID first = createAccountWithPhone("one@example.com", "+4915123456789");
        assertThat(findAccount("+4915123456789")).isEqualTo(first);
        UUID second = createAccountWithPhone("two@example.com", "+4915123456789");

        assertThat(node.call(AccountOperations.FIND_ACCOUNT, new FindAccount("+4915123456789"))
                        .account())
                .isNull();

        node.execute("update users.account set phone_verified = true where id = '" + second + "'");
        assertThat(findAccount("+4915123456789")).isEqualTo(second);
    }

    @Test
    void createAccount_withInternationalDomain_normalizesEmail() {
        Account made = createActiveAccount("Juergen@MÜNCHEN.example", "juergen");

        assertThat(made.email()).isEqualTo("juergen@xn--mnchen-3ya.example");
        assertThat(findAccount("JUERGEN@mu\u0308nchen.EXAMPLE")).isEqualTo(made.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jürgen@example.com",
                ".ada@example.com",
                "ada..b@example.com",
                "a(d)a@example.com",
                "<ada@example.com>",
                "ada@localhost",
                "ada@127.0.0.1"
            })
    void createAccount_withInvalidEmail_returnsValidationError(String email) {
        assertThatThrownBy(() -> createAccount(email, "someone"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.errors().getFirst().field()).isEqualTo("/email"));
        assertThat(node.api()
                        .post(
                                "/api/auth/register",
                                "{\"email\":\"%s\",\"password\":\"correct horse battery\"}".formatted(email))
                        .errors())
                .containsExactly("/email must be an email address");
        assertThat(node.count("users.account")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "1234567890", "+491512345678", "a@b.example", "-maria", "maria schmidt", "марія"})
    void createAccount_withInvalidUsername_returnsValidationError(String username) {
        assertThatThrownBy(() -> createAccount("maria@example.com", username))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure ->
                        assertThat(failure.errors().getFirst().field()).isEqualTo("/username"));
        assertThat(node.count("users.account")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1512345678", "+49", "+49151234567890123", "phone", "+49abc1234567"})
    void createAccount_withPhoneWithoutCountryCode_returnsValidationError(String phone) {
        assertThatThrownBy(() -> createAccountWithPhone("maria@example.com", phone))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure ->
                        assertThat(failure.errors().getFirst().field()).isEqualTo("/phone"));
        assertThat(node.count("users.account")).isZero();
    }

    @Test
    void registration_notVerifiedWithinADay_isErased() {
        Account made = createAccount("maria@example.com", "maria").account();
        assertThat(
                        node.count(
                                "bus.timer where type = 'users.account.registration.expired' and due_at > now() + interval '23 hours'"))
                .isEqualTo(1);

        node.execute("update bus.timer set due_at = now()");

        await().until(() -> node.count("users.account") == 0);
        assertThat(node.count("bus.event where type = 'users.account.erased' and key = '" + made.id() + "'"))
                .isEqualTo(1);
        assertThat(createAccount("maria@example.com", "maria").account().id()).isNotEqualTo(made.id());
    }

    @Test
    void setMfaEnabled_updatesAccount() {
        Account made = createActiveAccount("maria@example.com", "maria");

        node.call(AccountOperations.SET_MFA_ENABLED, new SetMfaEnabled(made.id(), true));

        assertThat(node.count("users.account where mfa_enabled")).isEqualTo(1);
        assertThatThrownBy(
                        () -> node.call(AccountOperations.SET_MFA_ENABLED, new SetMfaEnabled(UUID.randomUUID(), true)))
                .hasMessage("There is no such user");
    }

    @Test
    void getAccount_withUnknownId_returnsNotFound() {
        assertThatThrownBy(() -> node.call(AccountOperations.GET_ACCOUNT, new AccountId(UUID.randomUUID())))
                .hasMessage("There is no such user");
        assertThatThrownBy(() -> node.call(AccountOperations.CANCEL_DELETION, new AccountId(UUID.randomUUID())))
                .hasMessage("There is no such user");
    }

    @Test
    void internalOperations_overHttp_areNotFound() {
        for (String path :
                List.of("createAccount", "findAccount", "getAccount", "markEmailVerified", "cancelDeletion")) {
            assertThat(node.api(UserRole.ADMIN)
                            .post("/api/users/" + path.toLowerCase(Locale.ROOT), "{}")
                            .status())
                    .isIn(404, 405);
        }
    }

    private static AccountCreated createAccount(String email, String username) {
        return createAccount(UUID.randomUUID(), email, username);
    }

    private static AccountCreated createAccount(UUID id, String email, String username) {
        return node.call(
                AccountOperations.CREATE_ACCOUNT,
                new CreateAccount(id, email, username, null, null, UserRole.CUSTOMER, false));
    }

    private static Account createActiveAccount(String email, String username) {
        return node.call(
                        AccountOperations.CREATE_ACCOUNT,
                        new CreateAccount(UUID.randomUUID(), email, username, null, null, UserRole.CUSTOMER, true))
                .account();
    }

    private static UUID createAccountWithPhone(String email, String phone) {
        return node.call(
                        AccountOperations.CREATE_ACCOUNT,
                        new CreateAccount(UUID.randomUUID(), email, null, phone, null, UserRole.CUSTOMER, true))
                .account()
                .id();
    }

    private static UUID findAccount(String typed) {
        Account account = node.call(AccountOperations.FIND_ACCOUNT, new FindAccount(typed))
                .account();
        return Objects.requireNonNull(account, typed).id();
    }

    private static void assertConflict(Runnable work) {
        assertThatThrownBy(work::run)
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.CONFLICT));
    }

    private static <T> List<T> runConcurrently(int count, java.util.function.IntFunction<Callable<T>> work)
            throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> started = IntStream.range(0, count)
                    .mapToObj(work)
                    .map(threads::submit)
                    .toList();
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> future : started) {
                results.add(future.get());
            }
            return results;
        }
    }
}
