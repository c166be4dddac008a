package io.busbar.node;

import io.busbar.data.DatabaseAddress;
import io.busbar.data.Migrations;
import io.busbar.node.embedded.EmbeddedServers;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;

/**
 * The servers of a deployment, embedded or external, and its secret.
 *
 * @param database  address of PostgreSQL, which stores all durable data
 * @param redisUrl  URL of Redis, which stores data that may be lost
 * @param jwtSecret secret from which keys are derived
 */
record Backends(DatabaseAddress database, String redisUrl, String jwtSecret) {

    /** Returns the external servers of the settings, or starts the embedded servers of the data folder, which the shutdown releases. */
    static Backends start(NodeSettings nodeSettings, Consumer<String> progress, ShutdownSequence shutdown) {
        NodeSettings.ExternalServers externalServers = nodeSettings.servers();
        if (externalServers != null) {
            return new Backends(
                    externalServers.database(),
                    externalServers.redisUrl(),
                    Objects.requireNonNull(nodeSettings.jwtSecret(), "JWT_SECRET"));
        }
        EmbeddedServers embedded = EmbeddedServers.open(nodeSettings.home(), progress);
        shutdown.add("Released the data folder", embedded::close);
        String secret = nodeSettings.jwtSecret();
        return new Backends(
                DatabaseAddress.parse(embedded.databaseUrl()),
                embedded.redisUrl(),
                secret == null ? embedded.jwtSecret() : secret);
    }

    /** Migrates the database to the schema of this version. */
    void migrate(Consumer<String> progress) {
        try {
            Migrations.run(database, ServiceRegistry.schemas(), progress);
        } catch (SQLException e) {
            throw unreachable(e);
        } catch (FlywayException e) {
            throw new StartupException("Cannot migrate the database to this version. " + e.getMessage(), e);
        }
    }

    StartupException unreachable(SQLException e) {
        return new StartupException("Cannot use the database at " + database + ": " + e.getMessage(), e);
    }
}
