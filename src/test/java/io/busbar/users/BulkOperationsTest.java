package io.busbar.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Role;
import io.busbar.testing.Api.Answer;
import io.busbar.testing.People;
import io.busbar.testing.People.Person;
import io.busbar.users.UserAdminOperations.BulkOperation;
import io.busbar.users.UserAdminOperations.BulkRequest;
import io.busbar.users.UserAdminOperations.BulkResult;
import io.busbar.users.UserAdminOperations.BulkRow;
import io.busbar.users.UserAdminOperations.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One thing done to many people. */
class BulkOperationsTest extends UsersFixture {
    private Person admin;
    private Person maria;

    @BeforeEach
    void people() {
        admin = People.admitted(node, Role.ADMIN, "the.admin", "admin@example.com");
        maria = People.admitted(node, Role.PROFESSIONAL, "maria", "maria@example.com");
    }

    @Test
    void a_bulk_operation_tells_of_each_row_what_came_of_it() {
        Person suspended = People.admitted(node, Role.CUSTOMER);
        node.execute("update users.account set status = 'suspended' where id = '" + suspended.id() + "'");
        UUID nobody = UUID.randomUUID();

        Answer done = admin.api()
                .post(
                        "/api/users/bulk-operations",
                        bulk("suspend", maria.id(), suspended.id(), admin.id(), nobody, maria.id()));

        assertThat(done.status()).as("%s", done.body()).isEqualTo(200);
        assertThat(outcomes(done))
                .containsExactly(
                        maria.id() + " changed Suspended",
                        suspended.id() + " unchanged Is suspended already",
                        admin.id() + " refused You cannot do this to your own account",
                        nobody + " not-found There is no such user");
        assertThat(node.count("users.account where status = 'suspended'")).isEqualTo(2);
        assertThat(node.count("bus.event where type = 'users.account.standing.changed'"))
                .isEqualTo(1);
    }

    @Test
    void a_row_that_fails_stops_no_other_and_is_told() {
        Person grace = People.admitted(node, Role.CUSTOMER);
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
    void what_there_is_no_time_for_is_told_as_not_tried() {
        BulkRequest request = new BulkRequest(BulkOperation.SUSPEND, null, List.of(maria.id(), admin.id()), null);

        BulkResult result = node.ask(UserAdminOperations.BULK, request, Duration.ofMillis(1900));

        assertThat(result.results()).extracting(BulkRow::outcome).containsOnly(Outcome.NOT_TRIED);
        assertThat(node.count("users.account where status = 'suspended'")).isZero();
    }

    @Test
    void a_dry_run_tells_the_same_and_changes_nothing() {
        List<Person> admins = List.of(People.admitted(node, Role.ADMIN), People.admitted(node, Role.ADMIN));
        node.execute("delete from users.account where username = 'the.admin'");
        long audited = node.count("bus.audit");
        String body = bulk("delete", admins.get(0).id(), admins.get(1).id(), maria.id());

        Answer dry = node.api(Role.ADMIN).post("/api/users/bulk-operations", body.replace("}", ",\"dryRun\":true}"));

        assertThat(dry.body().path("dryRun").asBoolean()).isTrue();
        assertThat(node.count("users.account where version > 1 or status <> 'active'"))
                .isZero();
        assertThat(node.count("bus.event where type <> 'users.account.confirmed'"))
                .isZero();
        assertThat(node.count("bus.audit")).isEqualTo(audited);

        Answer real = node.api(Role.ADMIN).post("/api/users/bulk-operations", body);
        assertThat(outcomes(real)).isEqualTo(outcomes(dry));
        assertThat(outcomes(real).get(1)).endsWith("refused This is the last active admin");
    }

    @Test
    void a_bulk_operation_gives_roles_and_is_bounded() {
        List<UUID> many = IntStream.range(0, 60)
                .mapToObj(i -> People.admitted(node, Role.CUSTOMER).id())
                .toList();
        String body = bulk("role", many.toArray(UUID[]::new)).replace("}", ",\"role\":\"professional\"}");

        assertThat(outcomes(admin.api().post("/api/users/bulk-operations", body)))
                .hasSize(60)
                .allMatch(row -> row.contains(" changed "));
        assertThat(node.count("users.account where role = 'professional' and version = 2"))
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

    private static List<String> outcomes(Answer answer) {
        return StreamSupport.stream(answer.body().path("results").spliterator(), false)
                .map((JsonNode row) ->
                        row.path("id").asText() + " " + row.path("outcome").asText() + " "
                                + row.path("message").asText())
                .toList();
    }
}
