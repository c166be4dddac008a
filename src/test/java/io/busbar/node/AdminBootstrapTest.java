package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.FindAccount;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.NodeProcess;
import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import io.busbar.testing.UsesServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Creation of the first admin. */
@UsesServers
class AdminBootstrapTest {
    private static final String EMAIL = "root@example.com";
    private static final String PASSWORD = "kettle-moon-39-drum";
    private static final Pattern SHOWN = Pattern.compile("e-mail +(\\S+)\\s+password +(\\S+)");

    private static final Map<String, String> ENVIRONMENT =
            environment(Map.of("ADMIN_EMAIL", EMAIL, "ADMIN_PASSWORD", PASSWORD));

    private static TestNode first;
    private static TestNode second;

    @BeforeAll
    static void startTwoAtOnce() {
        CompletableFuture<TestNode> other = CompletableFuture.supplyAsync(() -> TestNode.start(ENVIRONMENT));
        first = TestNode.start(ENVIRONMENT);
        second = other.join();
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    @Test
    void configuredAdmin_onTwoStartingNodes_isCreatedOnce() {
        assertThat(first.count("users.account where role = 'admin'")).isEqualTo(1);
        assertThat(first.count("auth.credential where active")).isGreaterThanOrEqualTo(1);
        for (TestNode node : List.of(first, second)) {
            assertThat(login(node, EMAIL, PASSWORD)).isEqualTo(200);
        }
        assertThat(first.tablesContaining(PASSWORD)).isEmpty();
    }

    @Test
    void configuredAdmin_onLaterStart_isUnchanged() {
        try (TestNode node = TestNode.start(with(ENVIRONMENT, Map.of("ADMIN_PASSWORD", "another-moon-40-drum")))) {
            assertThat(node.count("users.account where role = 'admin'")).isEqualTo(1);
            assertThat(login(node, EMAIL, PASSWORD)).isEqualTo(200);
            assertThat(login(node, EMAIL, "another-moon-40-drum")).isEqualTo(401);
        }
    }

    @Test
    void configuredAdmin_withoutActivePassword_getsNewPassword() {
        Map<String, String> environment = environment(Map.of("ADMIN_EMAIL", EMAIL, "ADMIN_PASSWORD", PASSWORD));
        try (TestNode node = TestNode.start(environment)) {
            node.execute("update auth.credential set active = false"); // as a kill leaves it
        }

        try (TestNode node = TestNode.start(with(environment, Map.of("ADMIN_PASSWORD", "another-moon-40-drum")))) {
            assertThat(login(node, EMAIL, "another-moon-40-drum")).isEqualTo(200);
            assertThat(login(node, EMAIL, PASSWORD)).isEqualTo(401);
            assertThat(node.count("users.account where role = 'admin'")).isEqualTo(1);
        }
    }

    @Test
    void configuredAdmin_withAddressOfOtherUser_isNotCreated() {
        TestUser maria = TestUsers.create(first, UserRole.CUSTOMER);

        try (TestNode node = TestNode.start(with(ENVIRONMENT, Map.of("ADMIN_EMAIL", maria.email())))) {
            Account account = node.call(AccountOperations.GET_ACCOUNT, new AccountId(maria.id()));
            assertThat(account.role()).isEqualTo(UserRole.CUSTOMER);
            assertThat(node.count("users.account where role = 'admin'")).isEqualTo(1);
            assertThat(login(node, maria.email(), TestUsers.PASSWORD)).isEqualTo(200);
            assertThat(login(node, maria.email(), PASSWORD)).isEqualTo(401);
        }
    }

    @Test
    void configuredAdmin_withCommonPassword_failsTheStart() {
        Map<String, String> weak = environment(Map.of("ADMIN_EMAIL", EMAIL, "ADMIN_PASSWORD", "password123"));

        assertThatThrownBy(() -> TestNode.start(weak))
                .isInstanceOf(StartupException.class)
                .hasMessage("The admin's password is too common or too easy to guess");
    }

    @Test
    void configuredAdmin_withoutUsersService_isCreatedLater() {
        Map<String, String> environment = environment(Map.of());
        Map<String, String> half =
                with(environment, Map.of("SERVICES", "auth,mail", "ADMIN_EMAIL", EMAIL, "ADMIN_PASSWORD", PASSWORD));

        try (TestNode without = TestNode.start(half);
                TestNode with = TestNode.start(environment)) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(without.count("auth.credential where active"))
                            .isEqualTo(1));
            assertThat(login(with, EMAIL, PASSWORD)).isEqualTo(200);
        }
    }

    @Test
    void adminCommand_createsAdminWithoutNode(@TempDir Path folder) {
        Map<String, String> environment = environment(Map.of());

        NodeProcess command = NodeProcess.start(folder, environment, "admin", "--email", EMAIL);
        assertThat(command.awaitExit()).as(command.output()).isZero();
        String password = command.output().strip().lines().toList().getLast();
        NodeProcess again = NodeProcess.start(folder, environment, "admin", "--email", EMAIL);
        assertThat(again.awaitExit()).isZero();

        assertThat(password).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}");
        assertThat(again.output()).contains("is already an admin").doesNotContain(password);
        try (TestNode node = TestNode.start(environment)) {
            Account account = Objects.requireNonNull(node.call(AccountOperations.FIND_ACCOUNT, new FindAccount(EMAIL))
                    .account());
            assertThat(account.role()).isEqualTo(UserRole.ADMIN);
            assertThat(account.status()).isEqualTo(AccountStatus.ACTIVE);
            assertThat(node.count("users.account")).isEqualTo(1);
            assertThat(login(node, EMAIL, password)).isEqualTo(200);
        }
    }

    @Test
    void embeddedServers_onFirstStart_generateAdmin(@TempDir Path folder) {
        TestServers.sharePrograms(folder.resolve(".busbar"));
        try (NodeProcess node = NodeProcess.inFolder(folder).awaitReady()) {
            Matcher shown = SHOWN.matcher(node.output());
            assertThat(shown.find()).as(node.output()).isTrue();
            assertThat(new ApiClient(node.url())
                            .post("/api/auth/login", body(shown.group(1), shown.group(2)))
                            .status())
                    .isEqualTo(200);
            try (NodeProcess second = NodeProcess.inFolder(folder).awaitReady()) {
                assertThat(second.output()).doesNotContain("password");
            }
        }
    }

    private static Map<String, String> environment(Map<String, String> variables) {
        return with(
                Map.of(
                        "DATABASE_URL", TestServers.freshDatabase(),
                        "REDIS_URL", TestServers.redisUrl(),
                        "JWT_SECRET", TestServers.jwtSecret(),
                        "BCRYPT_COST", "4",
                        "DEV_MAIL", "true"),
                variables);
    }

    private static Map<String, String> with(Map<String, String> environment, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return Map.copyOf(all);
    }

    private static int login(TestNode node, String email, String password) {
        return node.api().post("/api/auth/login", body(email, password)).status();
    }

    private static String body(String email, String password) {
        return "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
    }
}
