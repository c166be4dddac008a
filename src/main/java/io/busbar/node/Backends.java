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
    static Backends lay(Settings settings, Consumer<String> says, ShutdownSequence closing) {
        Settings.Servers servers = settings.servers();
        if (servers != null) {
            return new Backends(
                    servers.database(), servers.redisUrl(), Objects.requireNonNull(settings.jwtSecret(), "JWT_SECRET"));
        }
        EmbeddedServers embedded = EmbeddedServers.open(settings.home(), says);
        closing.add("Left the folder", embedded::close);
        String secret = settings.jwtSecret();
        return new Backends(
                DatabaseAddress.parse(embedded.databaseUrl()),
                embedded.redisUrl(),
                secret == null ? embedded.jwtSecret() : secret);
    }

    /** Brings the database to the shape this program needs. */
    void migrate(Consumer<String> says) {
        try {
            Migrations.run(database, Services.schemas(), says);
        } catch (SQLException e) {
            throw unreachable(e);
        } catch (FlywayException e) {
            throw new CannotStart(
                    "The database cannot be brought to the shape this version needs. " + e.getMessage(), e);
        }
    }

    CannotStart unreachable(SQLException e) {
        return new CannotStart("The database at " + database + " cannot be used: " + e.getMessage(), e);
    }
}
