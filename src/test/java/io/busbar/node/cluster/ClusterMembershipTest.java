package io.busbar.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.busbar.data.Database;
import io.busbar.data.DatabaseAddress;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@UsesServers
class ClusterMembershipTest {
    private final Deque<ClusterMembership> joined = new ArrayDeque<>();
    private DatabaseAddress database;

    @BeforeEach
    void createDatabase() {
        database = DatabaseAddress.parse(TestServers.freshDatabase());
    }

    @AfterEach
    void leave() {
        joined.forEach(ClusterMembership::leave);
    }

    @Test
    void join_asSecondNode_formsClusterAtOnce() {
        ClusterMembership first = join("one", null);
        ClusterMembership second = join("two", null);
        assertThat(size(first)).isEqualTo(2);
        assertThat(size(second)).isEqualTo(2);
    }

    @Test
    void join_concurrently_formsOneCluster() {
        CompletableFuture<ClusterMembership> one = CompletableFuture.supplyAsync(() -> join("one", null));
        CompletableFuture<ClusterMembership> two = CompletableFuture.supplyAsync(() -> join("two", null));
        CompletableFuture.allOf(one, two).join();
        assertThat(size(one.join())).isEqualTo(2);
        assertThat(size(two.join())).isEqualTo(2);
    }

    @Test
    void join_whileDatabaseListsKilledNode_formsCluster() throws SQLException {
        execute("insert into node.member select 'killed', name, '127.0.0.1', 9 from node.cluster");
        ClusterMembership first = join("one", null);
        ClusterMembership second = join("two", null);
        assertThat(size(first)).isEqualTo(2);
        assertThat(size(second)).isEqualTo(2);
    }

    @Test
    void join_withOtherClusterName_staysSeparate() {
        ClusterMembership here = join("one", null);
        ClusterMembership there = join("two", "elsewhere");
        assertThat(size(here)).isEqualTo(1);
        assertThat(size(there)).isEqualTo(1);
    }

    @Test
    void leave_ofOneNode_removesItFromTheCluster() throws SQLException {
        ClusterMembership first = join("one", null);
        ClusterMembership second = join("two", null);
        joined.remove(second);
        second.leave();
        await().until(() -> size(first) == 1);
        assertThat(members()).isEqualTo("one");
    }

    @Test
    void beat_whileClusterIsSplit_logsErrorUntilItIsWhole() throws SQLException {
        ClusterMembership clusterMembership = join("one", null);
        Vertx vertx = Vertx.vertx();
        Database reactive = new Database(vertx, database.options());
        Logger logger = (Logger) LoggerFactory.getLogger(ClusterHeartbeat.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try {
            String name = clusterMembership.hazelcast().getConfig().getClusterName();
            ClusterHeartbeat heartbeat = new ClusterHeartbeat(
                    clusterMembership.hazelcast(), reactive, Tuple.of("one", name, "127.0.0.1", 5701));
            execute("insert into node.member values ('far', '" + name + "', '10.0.0.9', 5701)");
            for (int beat = 1; beat <= 3; beat++) {
                heartbeat.beat().await();
            }
            assertThat(logged.list)
                    .as("while the node may be joining or leaving")
                    .isEmpty();

            heartbeat.beat().await();
            assertThat(logged.list).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.ERROR);
                assertThat(event.getFormattedMessage()).contains("split", "far");
            });

            execute("delete from node.member where id = 'far'");
            heartbeat.beat().await();
            assertThat(logged.list)
                    .last()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains("whole again"));
        } finally {
            logger.detachAppender(logged);
            reactive.close().await();
            vertx.close().await();
        }
    }

    private ClusterMembership join(String node, @Nullable String name) {
        ClusterMembership clusterMembership =
                ClusterMembership.join(ClusterConfigFile.read(), database, node, "127.0.0.1", name);
        synchronized (joined) {
            joined.push(clusterMembership);
        }
        return clusterMembership;
    }

    private static int size(ClusterMembership clusterMembership) {
        return clusterMembership.hazelcast().getCluster().getMembers().size();
    }

    private String members() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select string_agg(id, ',') from node.member")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
