package io.busbar.bus.outbox;

import static io.busbar.bus.outbox.OutboxTestNode.caller;
import static io.busbar.bus.outbox.OutboxTestNode.failure;
import static io.busbar.bus.outbox.OutboxTestNode.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.Migrations;
import io.busbar.node.embedded.EmbeddedServers;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesServers
class RestartedDatabaseTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void restart_databaseKilled_nodesContinue() throws SQLException, IOException {
        TestServers.sharePrograms(folder);
        EmbeddedServers servers = EmbeddedServers.open(folder, text -> {});
        String url = servers.databaseUrl();
        Migrations.run(DatabaseAddress.parse(url), List.of("extensions", "bus"), text -> {});
        OutboxTestNode.clear(url);

        try (OutboxTestNode publisher = OutboxTestNode.on(url);
                OutboxTestNode node = OutboxTestNode.on(url, OutboxFixture.recordingSubscriber("probe.s"))) {
            publisher.execute("insert into probe.counter (key) values (0)");
            get(count(publisher));
            await().until(() -> node.count("probe.effect") == 1);

            kill(folder.resolve("postgres/data/postmaster.pid"));
            assertThat(failure(count(publisher))).isInstanceOfSatisfying(Failure.class, e -> {
                assertThat(e.code()).isEqualTo(FailureCode.SERVICE_UNAVAILABLE);
                assertThat(e.retryAfter()).isNotNull();
            });
            EmbeddedServers again = EmbeddedServers.open(folder, text -> {});

            assertThat(again.databaseUrl()).isEqualTo(url);
            await().atMost(TIMEOUT).ignoreExceptions().until(() -> get(count(publisher)) > 1);
            int counted = get(count(publisher));
            await().atMost(TIMEOUT).until(() -> node.count("probe.effect") == counted);
            assertThat(node.rows("select number from probe.effect order by place"))
                    .extracting(row -> row.getInteger("number"))
                    .isEqualTo(IntStream.rangeClosed(1, counted).boxed().toList());
            again.close();
        } finally {
            servers.close();
        }
    }

    private static Future<Integer> count(OutboxTestNode node) {
        return node.changes().change(caller(), "probe.count", tx -> OutboxFixture.incrementCounter(tx, 0));
    }

    /** Kills the server with SIGKILL; its child processes notice and exit. */
    private static void kill(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().until(() -> ProcessHandle.of(pid).isEmpty());
    }
}
