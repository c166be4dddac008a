package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of other users' accounts by admins. */
class UserAdministrationTest extends UsersTestBase {
    private TestUser admin;
    private TestUser maria;

    @BeforeEach
    void createUsers() {
        admin = TestUsers.createWithoutPassword(node, UserRole.ADMIN, "the.admin", "admin@example.com");
        maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL, "maria", "maria@example.com");
    }

    @Test
    void adminOperations_asOtherUsers_areForbidden() {
        List<TestUser> others = List.of(
                TestUsers.createWithoutPassword(node, UserRole.CUSTOMER),
                TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL));
        String path = "/api/users/" + maria.id();

        for (TestUser other : others) {
            assertThat(Stream.of(
                                    other.api().get("/api/user"),
                                    other.api().get("/api/users/list"),
                                    other.api().put(path, "{\"bio\":\"x\"}"),
                                    other.api().put("/api/user/" + other.id(), "{\"role\":\"admin\"}"),
                                    other.api().delete(path),
                                    other.api().put(path + "/status", "{\"status\":\"suspended\"}"),
                                    other.api()
                                            .post(
                                                    "/api/users/bulk-operations",
                                                    BulkOperationsTest.bulk("suspend", maria.id())))
                            .map(ApiResponse::status))
                    .containsOnly(403);
        }
        assertThat(node.api().get("/api/users").status()).isEqualTo(401);
        assertThat(node.api().delete(path).status()).isEqualTo(401);
        assertThat(node.count("users.account where token_version > 1")).isZero();
    }

    @Test
    void listUsers_searchesFiltersSortsAndPages() {
        for (int i = 0; i < 5; i++) {
            TestUsers.createWithoutPassword(node, UserRole.CUSTOMER, "customer" + i, "shop_1.c" + i + "@example.com");
        }
        node.execute("update users.account set status = 'suspended' where username = 'customer3'");

        assertThat(usernames(admin.api().get("/api/user")))
                .startsWith("customer4", "customer3")
                .hasSize(7);
        assertThat(admin.api().get("/api/users/list").header("x-total-count")).isEqualTo("7");
        assertThat(usernames(admin.api().get("/api/users?role=professional"))).containsExactly("maria");
        assertThat(usernames(admin.api().get("/api/users?status=suspended"))).containsExactly("customer3");
        assertThat(usernames(admin.api().get("/api/users?search=MARIA"))).containsExactly("maria");
        assertThat(usernames(admin.api().get("/api/users?search=shop_1.c"))).hasSize(5);
        assertThat(usernames(admin.api().get("/api/users?search=sho%25c"))).isEmpty();
        assertThat(usernames(admin.api().get("/api/users?sort=username&limit=2")))
                .containsExactly("customer0", "customer1");
        node.execute("update users.account set full_name = 'José' where username = 'customer1'");
        assertThat(usernames(admin.api().get("/api/users?search=jose%CC%81")))
                .as("whichever way its accents are written")
                .containsExactly("customer1");
        assertThat(admin.api().get("/api/users?search=%20%20ma%20").errors())
                .containsExactly("/search must be at least 3 characters");
        for (String sort : List.of("newest", "oldest", "username", "email")) {
            ApiResponse page = admin.api().get("/api/users?limit=4&sort=" + sort);
            ApiResponse rest = admin.api().get(page.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2"));
            assertThat(usernames(rest)).hasSize(3).doesNotContainAnyElementsOf(usernames(page));
            assertThat(rest.header("x-total-count")).isEqualTo("7");
        }
        assertThat(admin.api()
                        .get("/api/users?search=maria")
                        .body()
                        .path(0)
                        .path("email")
                        .asText())
                .isEqualTo("maria@example.com");
    }

    @Test
    void updateUser_changesProfileAndRole() {
        ApiResponse updated = admin.api().put("/api/user/" + maria.id(), """
                {"role":"customer","fullName":"Maria S.","phone":"+4915123456789","skills":["Pipes"]}""");

        assertThat(updated.status()).as("%s", updated.body()).isEqualTo(200);
        assertThat(updated.body().at("/user/role").asText()).isEqualTo("customer");
        assertThat(updated.body().at("/user/phone").asText()).isEqualTo("+4915123456789");
        assertThat(node.count("bus.event where type = 'users.account.access.changed' and key = '" + maria.id() + "'"))
                .isEqualTo(1);
        await().until(() -> maria.api().get("/api/users/profile").status() == 401);
        assertThat(admin.api()
                        .put("/api/users/" + maria.id(), "{\"category\":\"plumbing\"}")
                        .errors())
                .containsExactly("/category is for professionals");
        assertThat(admin.api()
                        .put("/api/users/" + maria.id(), "{\"role\":\"professional\",\"category\":\"plumbing\"}")
                        .status())
                .isEqualTo(200);
        assertThat(admin.api().put("/api/users/" + maria.id(), "{}").status()).isEqualTo(400);
        assertThat(admin.api()
                        .put("/api/users/" + UUID.randomUUID(), "{\"bio\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(admin.api()
                        .put("/api/users/" + UUID.randomUUID(), "{\"role\":\"admin\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void updateUser_withInvalidField_keepsRole() {
        TestUsers.createWithoutPassword(node, UserRole.CUSTOMER, "taken", "taken@example.com");

        assertThat(admin.api()
                        .put("/api/users/" + maria.id(), "{\"role\":\"admin\",\"username\":\"taken\"}")
                        .status())
                .isEqualTo(409);
        assertThat(node.count("users.account where role = 'admin'")).isEqualTo(1);
        assertThat(maria.api().get("/api/users/profile").status()).isEqualTo(200);
    }

    @Test
    void setUserStatus_suspendsAndActivates() {
        ApiResponse suspended = admin.api()
                .put(
                        "/api/users/" + maria.id() + "/status",
                        "{\"status\":\"suspended\",\"reason\":\"Asked for money in advance.\"}");

        assertThat(suspended.status()).as("%s", suspended.body()).isEqualTo(200);
        assertThat(suspended.body().at("/user/status").asText()).isEqualTo("suspended");
        assertThat(suspended.body().at("/user/statusReason").asText()).isEqualTo("Asked for money in advance.");
        await().until(() -> maria.api().get("/api/users/profile").status() == 401);
        assertThat(node.api().get("/api/_/users/" + maria.id()).status()).isEqualTo(404);

        ApiResponse active = admin.api().put("/api/users/" + maria.id() + "/status", "{\"status\":\"active\"}");
        assertThat(active.body().at("/user/status").asText()).isEqualTo("active");
        assertThat(active.body().path("user").has("statusReason")).isFalse();
        assertThat(admin.api()
                        .put("/api/users/" + maria.id() + "/status", "{\"status\":\"pending_deletion\"}")
                        .status())
                .isEqualTo(400);
        assertThat(admin.api()
                        .put("/api/users/" + UUID.randomUUID() + "/status", "{\"status\":\"active\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void deleteUser_cannotBeCancelledBySigningIn() {
        ApiResponse deleted = admin.api().delete("/api/user/" + maria.id());

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.body().path("message").asText()).isEqualTo("User deleted");
        assertThat(node.count("users.account where status = 'pending_deletion' and deletion_requested_by = 'admin'"))
                .isEqualTo(1);
        assertThat(catchThrowable(() ->
                        node.call(AccountOperations.CANCEL_DELETION, new AccountOperations.AccountId(maria.id()))))
                .hasMessage("This account is suspended");
        assertThat(node.api(UserRole.CUSTOMER).get("/api/user/" + maria.id()).status())
                .isEqualTo(404);
        assertThat(admin.api()
                        .put("/api/users/" + maria.id() + "/status", "{\"status\":\"suspended\"}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.api()
                        .put("/api/users/" + maria.id() + "/status", "{\"status\":\"active\"}")
                        .status())
                .isEqualTo(200);
        assertThat(node.count("bus.timer where type = 'users.account.erasure.due'"))
                .isZero();
        assertThat(admin.api().delete("/api/users/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    @Test
    void deleteUser_alreadyPendingDeletion_keepsEarlierErasure() {
        maria.api().delete("/api/users/account");
        node.execute("update users.account set erase_at = now() + interval '1 day' where id = '" + maria.id() + "'");
        String before = eraseAt(maria.id());

        ApiResponse deleted = admin.api().delete("/api/users/" + maria.id());

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(eraseAt(maria.id())).isEqualTo(before);
        assertThat(Instant.parse(deleted.body().path("eraseAt").asText()))
                .isBefore(Instant.now().plus(Duration.ofDays(2)));
        assertThat(node.count(
                        "bus.timer where type = 'users.account.erasure.due' and due_at < now() + interval '2 days'"))
                .isEqualTo(1);
    }

    @Test
    void markEmailVerified_afterDeletionByAdmin_returnsNotFound() {
        UUID id = UUID.randomUUID();
        node.call(
                AccountOperations.CREATE_ACCOUNT,
                new AccountOperations.CreateAccount(id, "p@example.com", null, null, null, UserRole.CUSTOMER, false));

        admin.api().delete("/api/users/" + id);

        assertThat(catchThrowable(() -> node.call(
                        AccountOperations.MARK_EMAIL_VERIFIED,
                        new AccountOperations.MarkEmailVerified(id, "p@example.com"))))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.NOT_FOUND));
        await().until(() -> node.count("users.account where id = '" + id + "'") == 0);
    }

    @Test
    void deleteUser_pending_isErasedAtOnce() {
        UUID id = UUID.randomUUID();
        node.call(
                AccountOperations.CREATE_ACCOUNT,
                new AccountOperations.CreateAccount(id, "p@example.com", null, null, null, UserRole.CUSTOMER, false));

        assertThat(admin.api()
                        .put("/api/users/" + id + "/status", "{\"status\":\"active\"}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.api().delete("/api/users/" + id).status()).isEqualTo(200);

        await().until(() -> node.count("users.account where id = '" + id + "'") == 0);
    }

    @Test
    void adminOperations_onOwnAccountOrLastAdmin_returnConflict() {
        TestUser second = TestUsers.createWithoutPassword(node, UserRole.ADMIN);
        String self = "/api/users/" + admin.id();

        assertThat(admin.api().delete(self).status()).isEqualTo(409);
        assertThat(admin.api().put(self, "{\"role\":\"customer\"}").status()).isEqualTo(409);
        assertThat(admin.api()
                        .put(self + "/status", "{\"status\":\"suspended\"}")
                        .status())
                .isEqualTo(409);
        assertThat(admin.api()
                        .put("/api/users/" + second.id(), "{\"role\":\"customer\"}")
                        .status())
                .isEqualTo(200);
        assertThat(admin.api().delete("/api/users/account").status()).isEqualTo(409);
        assertThat(node.api(UserRole.ADMIN).delete(self).status())
                .as("not even by a token without an account")
                .isEqualTo(409);
        assertThat(node.count("users.account where role = 'admin' and status = 'active'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend", "demote", "delete", "bulk", "leave"})
    void adminOperations_concurrentlyAmongAdmins_keepOneAdmin(String way) {
        List<TestUser> admins = IntStream.range(0, 6)
                .mapToObj(i -> TestUsers.createWithoutPassword(node, UserRole.ADMIN))
                .toList();
        node.execute("delete from users.account where username = 'the.admin'");

        List<ApiResponse> apiResponses = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    TestUser actor = admins.get(i);
                    UUID other = admins.get((i + 1) % 6).id();
                    return switch (way) {
                        case "suspend" ->
                            actor.api().put("/api/users/" + other + "/status", "{\"status\":\"suspended\"}");
                        case "demote" -> actor.api().put("/api/users/" + other, "{\"role\":\"customer\"}");
                        case "delete" -> actor.api().delete("/api/users/" + other);
                        case "bulk" ->
                            actor.api().post("/api/users/bulk-operations", BulkOperationsTest.bulk("suspend", other));
                        default -> actor.api().delete("/api/users/account");
                    };
                }))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(node.count("users.account where role = 'admin' and status = 'active'"))
                .isGreaterThanOrEqualTo(1);
        assertThat(apiResponses).allMatch(apiResponse -> List.of(200, 401, 409).contains(apiResponse.status()));
    }

    private static List<String> usernames(ApiResponse list) {
        assertThat(list.status()).as("%s", list.body()).isEqualTo(200);
        return StreamSupport.stream(list.body().spliterator(), false)
                .map((JsonNode user) -> user.path("username").asText())
                .toList();
    }

    private static String eraseAt(UUID id) {
        return node.strings("select erase_at::text from users.account where id = '" + id + "'")
                .getFirst();
    }
}
