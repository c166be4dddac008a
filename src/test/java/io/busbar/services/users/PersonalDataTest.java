package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.testing.ApiClient;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Activity, export and erasure of personal data. */
class PersonalDataTest extends UsersTestBase {
    private static final List<String> MARKERS = List.of(
            "mrk-username",
            "mrk-mail",
            "mrk-newmail",
            "4915199887766",
            "Mrkname Ünïcode",
            "mrk-bio",
            "mrk-skill",
            "mrk-street",
            "mrk-city",
            "mrk-state",
            "mrk-pin",
            "mrk-linkedin",
            "mrk-twitter",
            "mrk-facebook",
            "mrk-instagram",
            "mrk-gallery",
            "mrk-picture",
            "mrk-category",
            "mrk-reason",
            "mrk-second-bio");

    private TestUser maria;

    @BeforeEach
    void createUser() {
        node.execute("delete from bus.blob");
        maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL, "mrk-username", "mrk-mail@example.com");
    }

    @Test
    void deleteAccount_endsAccessAndCanBeCancelled() {
        ApiResponse left = maria.api().delete("/api/users/account");

        assertThat(left.status()).as("%s", left.body()).isEqualTo(200);
        assertThat(left.body().path("eraseAt").asText()).isNotEmpty();
        await().until(() -> maria.api().get("/api/users/profile").status() == 401);
        assertThat(node.api().get("/api/_/users/" + maria.id()).status()).isEqualTo(404);
        assertThat(node.count(
                        "bus.timer where type = 'users.account.erasure.due' and due_at > now() + interval '29 days'"))
                .isEqualTo(1);
        assertThat(node.count("bus.event where type = 'users.account.deletion.scheduled'"))
                .isEqualTo(1);

        Account back = node.call(AccountOperations.CANCEL_DELETION, new AccountId(maria.id()));

        assertThat(back.status()).isEqualTo(AccountStatus.ACTIVE);
        assertThat(node.count("bus.timer where type = 'users.account.erasure.due'"))
                .isZero();
        assertThat(node.call(AccountOperations.CANCEL_DELETION, new AccountId(maria.id())))
                .as("once more changes nothing")
                .isEqualTo(back);
    }

    @Test
    void erasure_afterGracePeriod_leavesNoPersonalData() {
        fillWithPersonalData();
        assertThat(maria.api().post("/api/exports", "").status()).isEqualTo(202);
        await().until(() -> exports("status = 'succeeded'") == 1);
        node.execute("update users.account set status_reason = 'mrk-reason' where id = '" + maria.id() + "'");
        for (String marker : MARKERS) {
            assertThat(node.rowsContaining(List.of(marker)))
                    .as(marker + " is there before")
                    .isNotEmpty();
        }

        maria.api().delete("/api/users/account");
        node.execute(
                "update users.account set erase_at = now() where status = 'pending_deletion'; update bus.timer set due_at = now()");

        await().until(() -> node.count("users.account") == 0);
        assertThat(node.rowsContaining(MARKERS)).isEmpty();
        assertThat(exports("true")).isZero();
        assertThat(node.count("bus.blob where retained")).isZero();
        assertThat(node.count("bus.event where type = 'users.account.erased' and key = '" + maria.id() + "'"))
                .isEqualTo(1);
        assertThat(node.count("bus.audit where subject_user = '" + maria.id() + "'"))
                .as("the audit trail keeps the ID")
                .isPositive();
        TestUsers.createWithoutPassword(node, UserRole.CUSTOMER, "mrk-username", "mrk-mail@example.com");
    }

    @Test
    void erasure_afterCancelledDeletion_doesNothing() {
        maria.api().delete("/api/users/account");
        node.execute(
                "update users.account set status = 'active', erase_at = null, deletion_requested_by = null where id = '"
                        + maria.id() + "'; update bus.timer set due_at = now()");

        await().until(() -> node.count("bus.timer where type = 'users.account.erasure.due'") == 0
                && node.count("bus.delivery where subscriber = 'users.erasure'") == 0);
        assertThat(node.count("users.account where status = 'active'")).isEqualTo(1);
        assertThat(node.count("bus.event where type = 'users.account.erased'")).isZero();
    }

    @Test
    void export_containsAllDataAndIsPrivate() {
        fillWithPersonalData();
        ApiResponse asked = maria.api().post("/api/exports", "");
        String path = "/api/exports/" + asked.body().path("id").asText();

        await().until(() -> maria.api().get(path).body().path("status").asText().equals("ready"));
        ApiResponse file = new ApiClient("http://127.0.0.1:" + node.port())
                .withToken(node.token(maria.id(), UserRole.PROFESSIONAL))
                .get(path + "/download");

        assertThat(file.status()).isEqualTo(200);
        assertThat(file.header("content-disposition")).startsWith("attachment").contains("personal-data.json");
        for (String marker : MARKERS) {
            if (!List.of("mrk-reason", "mrk-bio").contains(marker)) {
                assertThat(file.body().toString()).contains(marker);
            }
        }
        assertThat(file.body().path("account").has("search_text")).isFalse();
        assertThat(file.body().path("activity"))
                .extracting(item -> item.path("action").asText())
                .contains("users.updateProfile", "users.createExport");
        TestUser other = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        assertThat(other.api().get(path).status()).isEqualTo(404);
        assertThat(other.api().get(path + "/download").status()).isEqualTo(404);
        assertThat(node.api(UserRole.ADMIN).get(path + "/download").status())
                .as("admins cannot download it")
                .isEqualTo(404);
        assertThat(node.api().get(path).status()).isEqualTo(401);
    }

    @Test
    void createExport_whileRunning_returnsItAndExpiresAfterSevenDays() {
        ApiResponse first = maria.api().post("/api/exports", "");
        ApiResponse second = maria.api().post("/api/exports", "");
        assertThat(second.status()).isEqualTo(202);

        await().until(() -> exports("status in ('queued', 'running')") == 0);
        String path = "/api/exports/" + first.body().path("id").asText();
        assertThat(maria.api().get(path).body().path("status").asText()).isEqualTo("ready");
        assertThat(exports("expires_at between now() + interval '6 days' and now() + interval '8 days'"))
                .isEqualTo(exports("true"));

        node.execute("update bus.job set expires_at = now() where owner = '" + maria.id() + "'");

        assertThat(maria.api().get(path).status()).isEqualTo(404);
        assertThat(maria.api().get(path + "/download").status()).isEqualTo(404);
    }

    @Test
    void createExport_aboveLimit_returnsConflict() {
        for (int i = 0; i < 5; i++) {
            assertThat(maria.api().post("/api/exports", "").status()).isEqualTo(202);
            await().until(() -> exports("status in ('queued', 'running')") == 0);
        }

        assertThat(maria.api().post("/api/exports", "").status()).isEqualTo(409);
        assertThat(exports("true")).isEqualTo(5);
    }

    @Test
    void listActivity_isForUserAndAdminsOnly() {
        TestUser admin = TestUsers.createWithoutPassword(node, UserRole.ADMIN);
        maria.api().put("/api/user", "{\"bio\":\"x\"}");
        admin.api().put("/api/users/" + maria.id(), "{\"bio\":\"y\"}");
        String path = "/api/users/" + maria.id() + "/activity";

        JsonNode own = maria.api().get(path).body();
        JsonNode all = admin.api().get(path).body();

        assertThat(own)
                .extracting(entry ->
                        entry.path("action").asText() + " " + entry.path("by").asText())
                .startsWith("users.updateUser admin", "users.updateProfile self")
                .contains("users.createAccount system");
        assertThat(own.toString())
                .as("which admin it was")
                .doesNotContain(admin.id().toString());
        assertThat(own.path(0).has("ip")).isFalse();
        assertThat(own.path(1).path("ip").asText()).isEqualTo("127.0.0.1");
        assertThat(all.path(0).path("actor").asText()).isEqualTo(admin.id().toString());
        assertThat(TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL)
                        .api()
                        .get(path)
                        .status())
                .isEqualTo(403);
        assertThat(node.api().get(path).status()).isEqualTo(401);

        ApiResponse first = maria.api().get(path + "?limit=1");
        ApiResponse second = maria.api().get(first.header("link").replaceAll("^<(https?://[^/]+)?([^>]+)>.*$", "$2"));
        assertThat(second.body().path(0)).isEqualTo(own.path(1));
        assertThat(maria.api().get(path + "?cursor=x").status()).isEqualTo(400);
    }

    @Test
    void listActivity_returnsKindOfActor() {
        String path = "/api/users/" + maria.id() + "/activity";
        UUID stranger = UUID.randomUUID();
        node.execute(
                ("insert into bus.audit (request_id, actor_type, actor, role, action, subjects, subject_user) values"
                                + " ('1', 'anonymous', null, null, 'test.before', '{}', '%1$s'),"
                                + " ('1', 'user', '%2$s', 'customer', 'test.other', '{}', '%1$s'),"
                                + " ('1', 'system', 'a-program-of-thirty-six-letters-here', null, 'test.program', '{}', '%1$s')")
                        .formatted(maria.id(), stranger));
        assertThat(maria.api().get(path).body())
                .extracting(entry ->
                        entry.path("action").asText() + " " + entry.path("by").asText())
                .contains("test.before anonymous", "test.other other", "test.program system");
    }

    @Test
    void export_withTooManyActivities_isMarkedTruncated() {
        assertThat(exported().path("truncated").asBoolean()).isFalse();
        node.execute("insert into bus.audit (request_id, actor_type, actor, action, subjects, subject_user)"
                + " select '1', 'system', 'test', 'test.many', '{}', '%s' from generate_series(1, 20000)"
                        .formatted(maria.id()));

        JsonNode file = exported();

        assertThat(file.path("truncated").asBoolean()).isTrue();
        assertThat(file.path("activity")).hasSize(20_000);
    }

    /** Returns the number of Maria's exports for which the condition holds. */
    private long exports(String condition) {
        return node.count(
                "bus.job where type = 'users.export' and owner = '%s' and (%s)".formatted(maria.id(), condition));
    }

    private JsonNode exported() {
        String path = "/api/exports/"
                + maria.api().post("/api/exports", "").body().path("id").asText();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        maria.api().get(path).body().path("status").asText().equals("ready"));
        return new ApiClient("http://127.0.0.1:" + node.port())
                .withToken(node.token(maria.id(), UserRole.PROFESSIONAL))
                .get(path + "/download")
                .body();
    }

    @Test
    void deleteAccountAndExport_withoutAccount_areRejected() {
        assertThat(node.api(UserRole.CUSTOMER).delete("/api/users/account").status())
                .isEqualTo(404);
        assertThat(node.api(UserRole.CUSTOMER).post("/api/exports", "").status())
                .isIn(404, 409);
        assertThat(node.api().delete("/api/users/account").status()).isEqualTo(401);
        assertThat(node.api().post("/api/exports", "").status()).isEqualTo(401);
        assertThat(maria.api().get("/api/exports/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    private void fillWithPersonalData() {
        ApiResponse filled = maria.api().with("Idempotency-Key", "\"mrk\"").put("/api/user", """
                {"fullName":"Mrkname Ünïcode","phone":"+4915199887766","bio":"mrk-bio",
                 "skills":["mrk-skill"],"address":{"street":"mrk-street","city":"mrk-city","state":"mrk-state","pincode":"mrk-pin"},
                 "socialLinks":{"linkedin":"https://e.example/mrk-linkedin","twitter":"https://e.example/mrk-twitter",
                 "facebook":"https://e.example/mrk-facebook","instagram":"https://e.example/mrk-instagram"},
                 "category":"mrk-category","hourlyRate":77,"workGallery":["https://e.example/mrk-gallery"],
                 "profilePicture":"https://e.example/mrk-picture"}""");
        assertThat(filled.status()).as("%s", filled.body()).isEqualTo(200);
        maria.api().put("/api/user", "{\"bio\":\"mrk-bio and mrk-second-bio\"}");
        node.execute(
                "update users.account set pending_email = 'mrk-newmail@example.org' where id = '" + maria.id() + "'");
    }
}
