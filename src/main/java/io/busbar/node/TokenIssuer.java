package io.busbar.node;

import io.busbar.bus.Role;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.data.Database;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Issues access tokens without a running node; needs only the database and the master secret. */
public final class TokenIssuer {
    private TokenIssuer() {}

    /**
     * Returns a token signed with the key ring of the deployment. Starts embedded servers that are not running, and stops them afterwards.
     * Blocks until the token is signed and these servers have stopped.
     *
     * @throws StartupException if a server or a setting is unusable; the message tells the operator what to fix
     */
    public static String issue(
            NodeSettings nodeSettings, UUID user, Role role, Duration ttl, Consumer<String> progress) {
        long accountVersion = 0; // any revocation of the account's tokens also revokes this one
        ShutdownSequence shutdown = new ShutdownSequence();
        try {
            Backends backends = Backends.start(nodeSettings, progress, shutdown);
            backends.migrate(progress);
            Vertx vertx = Vertx.vertx();
            shutdown.add("Closed Vert.x", () -> vertx.close().await());
            Database database = new Database(vertx, backends.database().options());
            shutdown.add("Closed the pools", () -> database.close().await());
            TransactionalOutbox outbox =
                    new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), new CompositeMeterRegistry());
            return KeyRing.open(vertx, database, outbox.changes(), backends.masterSecret())
                    .await(10, TimeUnit.SECONDS)
                    .sign(new AccessTokens.TokenGrant(user, role, "command-line", accountVersion), ttl);
        } catch (TimeoutException e) {
            throw new StartupException("The database does not respond", e);
        } finally {
            shutdown.run();
        }
    }
}
