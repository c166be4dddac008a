package io.busbar.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Creates users with accounts, as if they had registered and verified their email address. */
public final class TestUsers {
    /** The password of all test users. */
    public static final String PASSWORD = "correct horse battery";

    private static final String HASH =
            new String(BCrypt.with(BCrypt.Version.VERSION_2B).hash(4, PASSWORD.getBytes(UTF_8)), UTF_8);

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private TestUsers() {}

    /** A user with an account. */
    public record TestUser(TestNode node, UUID id, String email, String username, UserRole role) {
        /** Returns a client for this user, with a token that belongs to no session. */
        public ApiClient api() {
            return node.api(id, role);
        }

        /** Signs in on the node where the account was created. */
        public TestSession signIn() {
            return signIn(node);
        }

        /** Signs in on this node, as a new device. */
        public TestSession signIn(TestNode targetNode) {
            ApiResponse apiResponse = login(targetNode.api());
            assertThat(apiResponse.status()).as("%s", apiResponse.body()).isEqualTo(200);
            return TestSession.of(targetNode, apiResponse);
        }

        /** Tries to sign in with the right password. */
        public ApiResponse login(ApiClient apiClient) {
            return login(apiClient, PASSWORD);
        }

        /** Tries to sign in. */
        public ApiResponse login(ApiClient apiClient, String password) {
            return apiClient.post(
                    "/api/auth/login", "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
        }
    }

    /** The tokens of a session. */
    public record TestSession(TestNode node, String accessToken, String refreshToken, String deviceToken) {
        /** Returns the session from the response to a sign-in. */
        public static TestSession of(TestNode node, ApiResponse apiResponse) {
            return new TestSession(
                    node,
                    apiResponse.body().path("accessToken").asText(),
                    apiResponse.body().path("refreshToken").asText(),
                    apiResponse.body().path("deviceToken").asText());
        }

        /** Returns a client for this session. */
        public ApiClient api() {
            return api(node);
        }

        /** Returns a client of another node for this session. */
        public ApiClient api(TestNode targetNode) {
            return targetNode.api().withToken(accessToken);
        }
    }

    /** Creates a user with this role and a verified address. */
    public static TestUser create(TestNode node, UserRole role) {
        return create(node, role, true);
    }

    /** Creates a user whose address is not verified yet. */
    public static TestUser createPending(TestNode node) {
        return create(node, UserRole.CUSTOMER, false);
    }

    /** Creates a user with this role in the users service only, without a password. */
    public static TestUser createWithoutPassword(TestNode node, UserRole role) {
        String name = newName();
        return createWithoutPassword(node, role, name, name + "@example.com");
    }

    /** Creates a user without a password, with this username and address. */
    public static TestUser createWithoutPassword(TestNode node, UserRole role, String username, String email) {
        return createAccount(new TestUser(node, UUID.randomUUID(), email, username, role), null, true);
    }

    private static TestUser create(TestNode node, UserRole role, boolean confirmed) {
        String name = newName();
        TestUser testUser = new TestUser(node, UUID.randomUUID(), name + "@example.com", name, role);
        createAccount(testUser, "Person " + name.substring("person".length()), confirmed);
        node.execute("insert into auth.credential (account, password_hash, active) values ('%s', '%s', true)"
                .formatted(testUser.id(), HASH));
        return testUser;
    }

    private static TestUser createAccount(TestUser testUser, @Nullable String fullName, boolean confirmed) {
        testUser.node()
                .call(
                        AccountOperations.CREATE_ACCOUNT,
                        new CreateAccount(
                                testUser.id(),
                                testUser.email(),
                                testUser.username(),
                                null,
                                fullName,
                                testUser.role(),
                                confirmed));
        return testUser;
    }

    private static String newName() {
        return "person" + SEQUENCE.incrementAndGet();
    }
}
