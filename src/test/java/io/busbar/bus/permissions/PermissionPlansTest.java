package io.busbar.bus.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.data.DatabaseAddress;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plans the statements of decisions on 100,000 entries and changes: none reads a whole table. */
@UsesServers
class PermissionPlansTest {
    private static final String URL = TestServers.freshDatabase();
    private static final UUID OBJECT = UUID.randomUUID();

    private static PermissionTestNode node;

    @BeforeAll
    static void insertRows() {
        node = PermissionTestNode.on(URL);
        node.execute("""
            insert into bus.permission_grant (resource_type, resource_id, grantee, effect)
            select 'documents.document', case when n % 200 = 0 then $1 else gen_random_uuid() end, gen_random_uuid(), 'share'
            from generate_series(1, 100000) as n""", OBJECT);
        node.execute("""
            insert into bus.permission_change (resource_type, resource_id)
            select 'documents.document', gen_random_uuid() from generate_series(1, 100000)""");
        node.execute("analyze bus.permission_grant");
        node.execute("analyze bus.permission_change");
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @Test
    void entriesOfAnObject_areReadFromTheIndex() {
        String plan = plan(PermissionStore.SELECT_ENTRIES);

        assertThat(plan).contains("permission_grant_once").doesNotContain("Seq Scan");
        assertThat(node.rows(PermissionStore.SELECT_ENTRIES, "documents.document", OBJECT))
                .hasSize(500);
    }

    @Test
    void changesSinceACursor_areReadFromTheIndex() {
        // Without transactions in progress, of which another test may have one that began before the changes.
        String snapshot = node.rows("select format('%1$s:%1$s:', pg_snapshot_xmax(pg_current_snapshot())) as snapshot")
                .getFirst()
                .getString("snapshot");

        String plan = plan(PermissionStore.SELECT_CHANGES.replace("$1::text", "'" + snapshot + "'::text"));

        assertThat(plan).contains("permission_change_xid").doesNotContain("Seq Scan on permission_change");
    }

    @Test
    void changesSinceACursor_whileATransactionRuns_areNotReadAgain() throws Exception {
        try (Connection slow = DatabaseAddress.parse(URL).dataSource().getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()");
            node.execute("""
                insert into bus.permission_change (resource_type, resource_id)
                select 'documents.document', gen_random_uuid() from generate_series(1, 5000)""");
            String snapshot = node.rows("select pg_current_snapshot()::text as snapshot")
                    .getFirst()
                    .getString("snapshot");

            String plan = explain("explain (analyze, costs off, timing off, summary off) "
                    + PermissionStore.SELECT_CHANGES
                            .replace("$1", "'" + snapshot + "'")
                            .replace("$2", "''"));

            assertThat(snapshot).as("a snapshot with a running transaction").matches("\\d+:\\d+:\\d.*");
            assertThat(plan)
                    .contains("permission_change_xid")
                    .doesNotContain("Rows Removed by Filter", "actual rows=5000");
        }
    }

    private static String plan(String sql) {
        String explain =
                "explain (generic_plan) " + sql.replace("$1", "$1::text").replace("$2", "$2::uuid");
        return explain(explain);
    }

    private static String explain(String statement) {
        return PermissionTestNode.get(
                        node.database.transactionPool().query(statement).execute())
                .stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }
}
