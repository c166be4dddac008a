package io.busbar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.node.ServiceRegistry;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Migrations")
@UsesServers
class MigrationsTest {
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    @DisplayName("shape an empty database, and say nothing when there is nothing left to do")
    void emptyThenComplete() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.bareDatabase());

        Migrations.run(address, ServiceRegistry.schemas(), said::add);
        assertThat(said).hasSize(1);
        assertThat(similarity(address)).isTrue();

        Migrations.run(address, ServiceRegistry.schemas(), said::add);
        assertThat(said).hasSize(1);
    }

    @Test
    @DisplayName("may be run by any number of nodes at once, and one of them does it")
    void atOnce() throws Exception {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.bareDatabase());
        Callable<Void> migrating = () -> {
            Migrations.run(address, ServiceRegistry.schemas(), said::add);
            return null;
        };
        try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
            for (Future<Void> node : nodes.invokeAll(Collections.nCopies(4, migrating))) {
                node.get();
            }
        }
        assertThat(said).hasSize(1);
        assertThat(similarity(address)).isTrue();
    }

    @Test
    @DisplayName("do it again when a schema was dropped")
    void dropped() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, "drop schema extensions cascade");
        Migrations.run(address, ServiceRegistry.schemas(), said::add);
        assertThat(said).hasSize(1);
        assertThat(similarity(address)).isTrue();
    }

    @Test
    @DisplayName("refuse a database of an incompatible build and change nothing")
    void incompatible() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, "update users.flyway_schema_history set checksum = 1 where checksum is not null");
        execute(address, "drop schema extensions cascade");

        assertThatThrownBy(() -> Migrations.run(address, ServiceRegistry.schemas(), said::add))
                .isInstanceOf(IncompatibleDatabaseException.class)
                .hasMessageContaining("schema users");
        assertThat(said).isEmpty();
    }

    @Test
    @DisplayName("refuse a database that has other migrations up to the newest of this build")
    void otherScripts() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, "update users.flyway_schema_history set script = 'V001__old.sql' where checksum is not null");

        assertThatThrownBy(() -> Migrations.run(address, ServiceRegistry.schemas(), said::add))
                .isInstanceOf(IncompatibleDatabaseException.class);
    }

    @Test
    @DisplayName("accept the later migrations of a newer node")
    void newer() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, """
                insert into users.flyway_schema_history
                  (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (900, '900', 'later', 'SQL', 'V900__later.sql', 1, current_user, 1, true)""");
        execute(address, "drop schema extensions cascade");

        Migrations.run(address, ServiceRegistry.schemas(), said::add);
        assertThat(similarity(address)).isTrue();
    }

    private static void execute(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Calls a function of the schema extensions without naming the schema, with letters beyond ASCII. */
    private static boolean similarity(DatabaseAddress address) throws SQLException {
        try (Connection connection = address.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            var row = statement.executeQuery("select similarity('Tür', 'TÜR') = 1 and similarity('Tür', 'Tor') < 1");
            row.next();
            return row.getBoolean(1);
        }
    }
}
