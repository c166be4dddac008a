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
import org.junit.jupiter.api.Test;

@UsesServers
class MigrationsTest {
    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    @Test
    void run_onEmptyDatabase_migratesItAndNothingTheSecondTime() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.bareDatabase());

        Migrations.run(address, ServiceRegistry.schemas(), messages::add);
        assertThat(messages).hasSize(1);
        assertThat(similarity(address)).isTrue();

        Migrations.run(address, ServiceRegistry.schemas(), messages::add);
        assertThat(messages).hasSize(1);
    }

    @Test
    void run_concurrently_migratesOnce() throws Exception {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.bareDatabase());
        Callable<Void> migrating = () -> {
            Migrations.run(address, ServiceRegistry.schemas(), messages::add);
            return null;
        };
        try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
            for (Future<Void> node : nodes.invokeAll(Collections.nCopies(4, migrating))) {
                node.get();
            }
        }
        assertThat(messages).hasSize(1);
        assertThat(similarity(address)).isTrue();
    }

    @Test
    void run_afterSchemaWasDropped_createsItAgain() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, "drop schema extensions cascade");
        Migrations.run(address, ServiceRegistry.schemas(), messages::add);
        assertThat(messages).hasSize(1);
        assertThat(similarity(address)).isTrue();
    }

    @Test
    void run_onDatabaseOfIncompatibleBuild_failsAndChangesNothing() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, "update users.flyway_schema_history set checksum = 1 where checksum is not null");
        execute(address, "drop schema extensions cascade");

        assertThatThrownBy(() -> Migrations.run(address, ServiceRegistry.schemas(), messages::add))
                .isInstanceOf(IncompatibleDatabaseException.class)
                .hasMessageContaining("schema users");
        assertThat(messages).isEmpty();
    }

    @Test
    void run_onDatabaseWithOtherMigrations_fails() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, "update users.flyway_schema_history set script = 'V001__old.sql' where checksum is not null");

        assertThatThrownBy(() -> Migrations.run(address, ServiceRegistry.schemas(), messages::add))
                .isInstanceOf(IncompatibleDatabaseException.class);
    }

    @Test
    void run_onDatabaseOfNewerNode_succeeds() throws SQLException {
        DatabaseAddress address = DatabaseAddress.parse(TestServers.freshDatabase());
        execute(address, """
                insert into users.flyway_schema_history
                  (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (900, '900', 'later', 'SQL', 'V900__later.sql', 1, current_user, 1, true)""");
        execute(address, "drop schema extensions cascade");

        Migrations.run(address, ServiceRegistry.schemas(), messages::add);
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
