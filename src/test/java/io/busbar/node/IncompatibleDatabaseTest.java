package io.busbar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.data.DatabaseAddress;
import io.busbar.testing.NodeProcess;
import io.busbar.testing.TestServers;
import io.busbar.testing.UsesServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting on a database of an incompatible earlier build. */
@UsesServers
class IncompatibleDatabaseTest {
    @TempDir
    private Path folder;

    @Test
    void start_onDatabaseOfEarlierBuild_failsWithOneSentence() throws SQLException {
        String url = TestServers.freshDatabase();
        DatabaseAddress address = DatabaseAddress.parse(url);
        try (Connection connection = address.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("update users.flyway_schema_history set checksum = 1 where checksum is not null");
        }

        try (NodeProcess node = NodeProcess.onDatabase(folder, url)) {
            assertThat(node.awaitExit()).isEqualTo(1);
            assertThat(node.output())
                    .contains("The database at " + address
                            + " was created by an incompatible earlier build; use an empty database.")
                    .doesNotContain("Exception", "\tat ", "Migrating");
        }
    }
}
