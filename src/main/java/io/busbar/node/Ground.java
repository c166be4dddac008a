package io.busbar.node;

import io.busbar.data.DatabaseAddress;
import io.busbar.node.embedded.EmbeddedServers;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a deployment stands on: the servers, embedded or not, and the secret.
 *
 * @param database  holds the truth
 * @param redisUrl  holds what may be lost
 * @param jwtSecret what keys are derived from
 */
record Ground(DatabaseAddress database, String redisUrl, String jwtSecret) {

    /** The servers that the settings name, or else those of the folder, which are left when closing. */
    static Ground of(Settings settings, Consumer<String> says, Closing closing) {
        Settings.Servers servers = settings.servers();
        if (servers != null) {
            return new Ground(
                    servers.database(), servers.redisUrl(), Objects.requireNonNull(settings.jwtSecret(), "JWT_SECRET"));
        }
        EmbeddedServers embedded = EmbeddedServers.open(settings.home(), says);
        closing.add("Left the folder", embedded::close);
        String secret = settings.jwtSecret();
        return new Ground(
                DatabaseAddress.parse(embedded.databaseUrl()),
                embedded.redisUrl(),
                secret == null ? embedded.jwtSecret() : secret);
    }
}
