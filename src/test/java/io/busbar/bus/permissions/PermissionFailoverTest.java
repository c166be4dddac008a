package io.busbar.bus.permissions;

import static io.busbar.bus.permissions.DocumentOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.data.DatabaseAddress;
import io.busbar.data.DatabaseTimeline;
import io.busbar.data.Migrations;
import io.busbar.node.embedded.EmbeddedServers;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The primary is lost, and a standby takes over that has not received its last transactions. */
@UsesServers
class PermissionFailoverTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void decide_afterFailoverToStandbyThatLacksAChange_forgetsTheChange() throws Exception {
        TestServers.sharePrograms(folder);
        EmbeddedServers servers = EmbeddedServers.open(folder, text -> {});
        String url = servers.databaseUrl();
        Migrations.run(DatabaseAddress.parse(url), List.of("extensions", "bus"), text -> {});
        // A node that reads changes only when it decides, so that the standby is ahead of it by then.
        try (PermissionTestNode node =
                new PermissionTestNode(Vertx.vertx(), url, List.of(new TestTeams()), List.of())) {
            UUID owner = UUID.randomUUID();
            UUID friend = UUID.randomUUID();
            node.createTables();
            UUID document = node.document(owner);
            String timeline = timeline(url);
            servers.close();
            run("cp", "-a", data().toString(), standby().toString());

            servers = EmbeddedServers.open(folder, text -> {});
            assertThat(timeline(url)).as("the timeline after a restart").isEqualTo(timeline);
            awaitOwner(node, friend, owner, document);
            node.execute("update probe.document set owner = $2 where id = $1", document, friend);
            node.permissions.onChange(DocumentOperations.DOCUMENT.of(document).key());
            awaitOwner(node, owner, friend, document);
            long known = nextTransaction(url);
            servers.close();

            promoteStandby();
            servers = EmbeddedServers.open(folder, text -> {});
            await().atMost(TIMEOUT)
                    .until(() -> query(url, "select pg_is_in_recovery()").equals("f"));
            runTransactions(url, 100);
            assertThat(nextTransaction(url)).isGreaterThan(known);
            assertThat(timeline(url)).isNotEqualTo(timeline);

            awaitOwner(node, friend, owner, document);
        } finally {
            servers.close();
        }
    }

    /** Waits until the node decides at all, which it does not before it is connected again. */
    private static void awaitOwner(PermissionTestNode node, UUID other, UUID owner, UUID document) {
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            node.allows(owner, READ, document);
            return true;
        });
        assertThat(node.allows(owner, READ, document)).isTrue();
        assertThat(node.allows(other, READ, document)).isFalse();
    }

    private Path data() {
        return folder.resolve("postgres/data");
    }

    private Path standby() {
        return folder.resolve("postgres/standby");
    }

    /** Replaces the primary by the standby, which becomes a primary when it starts. */
    private void promoteStandby() throws Exception {
        run("mv", data().toString(), folder.resolve("postgres/lost").toString());
        run("mv", standby().toString(), data().toString());
        Files.createFile(data().resolve("recovery.signal"));
        Files.writeString(
                data().resolve("postgresql.auto.conf"), "restore_command = 'false'\n", StandardOpenOption.APPEND);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** Returns the timeline as a role without privileges sees it. */
    private static String timeline(String url) throws SQLException {
        return query(url, """
            create role reader;
            set role reader;
            select %s""".formatted(DatabaseTimeline.EXPRESSION));
    }

    private static long nextTransaction(String url) throws SQLException {
        return Long.parseLong(query(url, "select pg_snapshot_xmax(pg_current_snapshot())"));
    }

    private static void runTransactions(String url, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            query(url, "select pg_current_xact_id()");
        }
    }

    /** Runs statements and returns the value of the last one; what the others have done is rolled back. */
    private static String query(String url, String sql) throws SQLException {
        try (Connection connection = DatabaseAddress.parse(url).dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            boolean isResult = statement.execute(sql);
            while (!isResult) {
                isResult = statement.getMoreResults();
            }
            try (ResultSet rows = statement.getResultSet()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }
}
