package io.busbar.node;

import io.busbar.bus.outbound.OutboundSettings;
import io.busbar.data.DatabaseAddress;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.IncompatibleDatabaseException;
import io.busbar.data.Migrations;
import io.busbar.node.embedded.EmbeddedServers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a deployment, embedded or external, and its secret.
 *
 * @param database  address of PostgreSQL, which stores all durable data
 * @param redisUrl  URL of Redis, which stores data that may be lost
 * @param secrets    secrets from which keys are derived
 * @param dataFolder the folder of the embedded servers; null with external ones
 */
record Backends(
        DatabaseAddress database,
        String redisUrl,
        DeploymentSecrets secrets,
        @Nullable Path dataFolder) {

    /**
     * Returns the external servers of the settings, or starts the embedded servers of the data folder; the shutdown sequence stops them.
     */
    static Backends start(NodeSettings nodeSettings, Consumer<String> progress, ShutdownSequence shutdown) {
        ServerSettings.ExternalServers externalServers = nodeSettings.externalServers();
        if (externalServers != null) {
            return new Backends(
                    externalServers.database(),
                    externalServers.redisUrl(),
                    secrets(Objects.requireNonNull(nodeSettings.jwtSecret(), "JWT_SECRET"), nodeSettings),
                    null);
        }
        EmbeddedServers embedded = EmbeddedServers.open(nodeSettings.dataFolder(), progress);
        shutdown.add("Left the data folder", embedded::close);
        String secret = nodeSettings.jwtSecret();
        return new Backends(
                DatabaseAddress.parse(embedded.databaseUrl()),
                embedded.redisUrl(),
                secrets(secret == null ? embedded.masterSecret() : secret, nodeSettings),
                nodeSettings.dataFolder());
    }

    private static DeploymentSecrets secrets(String current, NodeSettings nodeSettings) {
        return new DeploymentSecrets(current, nodeSettings.previousJwtSecrets());
    }

    /** Returns the settings of outbound calls. Emulators of vendors run on this machine only with embedded servers. */
    OutboundSettings outboundSettings(NodeSettings nodeSettings) {
        return new OutboundSettings(nodeSettings.outboundAllow(), dataFolder != null, List.of());
    }

    /** Migrates the database to the schema of this version. */
    void migrate(Consumer<String> progress) {
        try {
            Migrations.run(database, ServiceRegistry.schemas(), progress);
        } catch (SQLException e) {
            throw unusableDatabase(e);
        } catch (IncompatibleDatabaseException e) {
            throw new StartupException(incompatibleMessage(), e);
        } catch (FlywayException e) {
            throw new StartupException("Cannot migrate the database to this version. " + e.getMessage(), e);
        }
    }

    private String incompatibleMessage() {
        return dataFolder == null
                ? "The database at " + database
                        + " was created by an incompatible earlier build; use an empty database."
                : "The data folder " + dataFolder.toAbsolutePath()
                        + " was created by an incompatible earlier build; delete it or use another folder.";
    }

    StartupException unusableDatabase(SQLException e) {
        return new StartupException("Cannot use the database at " + database + ": " + e.getMessage(), e);
    }
}
