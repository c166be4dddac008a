package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UserAdminOperations.BulkAction;
import io.busbar.services.users.UserAdminOperations.BulkItemResult;
import io.busbar.services.users.UserAdminOperations.BulkOutcome;
import io.busbar.services.users.UserAdminOperations.BulkRequest;
import io.busbar.services.users.UserAdminOperations.BulkResult;
import io.busbar.testing.ApiClient.ApiResponse;
import io.busbar.testing.TestUsers;
import io.busbar.testing.TestUsers.TestUser;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bulk updates of accounts by admins. */
class BulkOperationsTest extends UsersTestBase {
    private TestUser admin;
    private TestUser maria;

    @BeforeEach
    void createUsers() {
        admin = TestUsers.createWithoutPassword(node, UserRole.ADMIN, "the.admin", "admin@example.com");
        maria = TestUsers.createWithoutPassword(node, UserRole.PROFESSIONAL, "maria", "maria@example.com");
    }

    @Test
    void bulkUpdate_returnsOutcomeOfEachUser() {
        TestUser suspended = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        node.execute("update users.account set status = 'suspended' where id = '" + suspended.id() + "'");
        UUID nobody = UUID.randomUUID();

        ApiResponse done = admin.api()
                .post(
                        "/api/users/bulk-operations",
                        bulk("suspend", maria.id(), suspended.id(), admin.id(), nobody, maria.id()));

        assertThat(done.status()).as("%s", done.body()).isEqualTo(200);
        assertThat(outcomes(done))
                .containsExactly(
                        maria.id() + " changed Suspended",
                        suspended.id() + " unchanged Already suspended",
                        admin.id() + " refused You cannot do this to your own account",
                        nobody + " not_found There is no such user");
        assertThat(node.count("users.account where status = 'suspended'")).isEqualTo(2);
        assertThat(node.count("bus.event where type = 'users.account.access.changed'"))
                .isEqualTo(1);
    }

    @Test
    void bulkUpdate_withFailingUser_changesTheOthers() {
        TestUser grace = TestUsers.createWithoutPassword(node, UserRole.CUSTOMER);
        node.execute("create function users.fails() returns trigger language plpgsql as $$ begin"
                + " if new.username = 'maria' then raise exception 'out of order'; end if; return new; end $$;"
                + " create trigger fails before update on users.account for each row execute function users.fails()");
        try {
            JsonNode results = admin.api()
                    .post(
                            "/api/users/bulk-operations",
                            "{\"operation\":\"suspend\",\"ids\":[\"%s\",\"%s\"]}".formatted(maria.id(), grace.id()))
                    .body()
                    .path("results");

            assertThat(results).extracting(row -> row.path("outcome").asText()).containsExactly("failed", "changed");
            assertThat(results.toString()).doesNotContain("out of order");
            assertThat(node.count("users.account where status = 'suspended'")).isEqualTo(1);
        } finally {
            node.execute("drop function users.fails() cascade");
        }
    }

    @Test
    void bulkUpdate_afterTimeLimit_returnsNotAttempted() {
        BulkRequest request = new BulkRequest(BulkAction.SUSPEND, null, List.of(maria.id(), admin.id()), null);

        BulkResult result = node.call(UserAdminOperations.BULK_UPDATE, request, Duration.ofMillis(1900));

        assertThat(result.results()).extracting(BulkItemResult::outcome).containsOnly(BulkOutcome.NOT_ATTEMPTED);
        assertThat(node.count("users.account where status = 'suspended'")).isZero();
    }

    @Test
    void bulkUpdate_asDryRun_returnsSameOutcomesAndChangesNothing() {
        List<TestUser> admins = List.of(
                TestUsers.createWithoutPassword(node, UserRole.ADMIN),
                TestUsers.createWithoutPassword(node, UserRole.ADMIN));
        node.execute("delete from users.account where username = 'the.admin'");
        long audited = node.count("bus.audit");
        String body = bulk("delete", admins.get(0).id(), admins.get(1).id(), maria.id());

        ApiResponse dry =
                node.api(UserRole.ADMIN).post("/api/users/bulk-operations", body.replace("}", ",\"dryRun\":true}"));

        assertThat(dry.body().path("dryRun").asBoolean()).isTrue();
        assertThat(node.count("users.account where token_version > 1 or status <> 'active'"))
                .isZero();
        assertThat(node.count("bus.event where type <> 'users.account.email.verified'"))
                .isZero();
        assertThat(node.count("bus.audit")).isEqualTo(audited);

        ApiResponse real = node.api(UserRole.ADMIN).post("/api/users/bulk-operations", body);
        assertThat(outcomes(real)).isEqualTo(outcomes(dry));
        assertThat(outcomes(real).get(1)).endsWith("refused This is the last active admin");
    }

    @Test
    void bulkUpdate_setsRolesAndValidatesRequest() {
        List<UUID> many = IntStream.range(0, 60)
                .mapToObj(i ->
                        TestUsers.createWithoutPassword(node, UserRole.CUSTOMER).id())
                .toList();
        String body = bulk("role", many.toArray(UUID[]::new)).replace("}", ",\"role\":\"professional\"}");

        assertThat(outcomes(admin.api().post("/api/users/bulk-operations", body)))
                .hasSize(60)
                .allMatch(row -> row.contains(" changed "));
        assertThat(node.count("users.account where role = 'professional' and token_version = 2"))
                .isEqualTo(60);
        assertThat(admin.api()
                        .post("/api/users/bulk-operations", bulk("role", maria.id()))
                        .errors())
                .containsExactly("/role is required for this operation");
        assertThat(admin.api()
                        .post("/api/users/bulk-operations", bulk("ban", maria.id()))
                        .status())
                .isEqualTo(400);
        assertThat(admin.api()
                        .post("/api/users/bulk-operations", bulk("suspend"))
                        .status())
                .isEqualTo(400);
        assertThat(admin.api()
                        .post(
                                "/api/users/bulk-operations",
                                bulk(
                                        "suspend",
                                        Stream.generate(UUID::randomUUID)
                                                .limit(501)
                                                .toArray(UUID[]::new)))
                        .status())
                .isEqualTo(400);
    }

    static String bulk(String operation, UUID... ids) {
        return Stream.of(ids)
                .map(id -> "\"" + id + "\"")
                .collect(Collectors.joining(",", "{\"operation\":\"" + operation + "\",\"ids\":[", "]}"));
    }

    private static List<String> outcomes(ApiResponse apiResponse) {
        return StreamSupport.stream(apiResponse.body().path("results").spliterator(), false)
                .map((JsonNode row) ->
                        row.path("id").asText() + " " + row.path("outcome").asText() + " "
                                + row.path("message").asText())
                .toList();
    }
}
