package io.busbar.node;

import io.busbar.data.DatabaseAddress;
import io.busbar.data.Migrations;
import io.busbar.node.embedded.EmbeddedServers;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Consumer;
import org.flywaydb.core.api.FlywayException;

/**
 * What a deployment stands on: the servers, embedded or not, and the secret.
 *
 * @param database  holds the truth
 * @param redisUrl  holds what may be lost
 * @param jwtSecret what keys are derived from
 */
record Backends(DatabaseAddress database, String redisUrl, String jwtSecret) {

    /** The servers that the settings name, or else those of the folder, which are left when closing. */
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

    /** Brings the database to the shape this program needs. */
    void migrate(Consumer<String> progress) {
        try {
            Migrations.run(database, ServiceRegistry.schemas(), progress);
        } catch (SQLException e) {
            throw unreachable(e);
        } catch (FlywayException e) {
            throw new StartupException(
                    "The database cannot be brought to the shape this version needs. " + e.getMessage(), e);
        }
    }

    StartupException unreachable(SQLException e) {
        return new StartupException("The database at " + database + " cannot be used: " + e.getMessage(), e);
    }
}
