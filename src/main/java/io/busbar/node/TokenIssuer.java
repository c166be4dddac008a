package io.busbar.node;

import io.busbar.bus.Role;
import io.busbar.bus.durable.DurableLane;
import io.busbar.bus.durable.DurableSettings;
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

/** Makes access tokens without a node: all it takes is the database and the secret. */
public final class TokenIssuer {
    private TokenIssuer() {}

    /**
     * A token signed with the key ring of the deployment. Brings the folder's servers up if they don't run, and leaves them as they
     * were. Blocks.
     *
     * @throws CannotStart with what to do about it
     */
    public static String token(Settings settings, UUID user, Role role, Duration age, Consumer<String> says) {
        ShutdownSequence closing = new ShutdownSequence();
        try {
            Backends ground = Backends.lay(settings, says, closing);
            ground.migrate(says);
            Vertx vertx = Vertx.vertx();
            closing.add("Closed Vert.x", () -> vertx.close().await());
            Database database = new Database(vertx, ground.database().options());
            closing.add("Closed the pools", () -> database.close().await());
            DurableLane durable =
                    new DurableLane(vertx, database, DurableSettings.defaults(), new CompositeMeterRegistry());
            return KeyRing.open(vertx, database, durable.changes(), ground.jwtSecret())
                    .await(10, TimeUnit.SECONDS)
                    .sign(new AccessTokens.Grant(user, role, "command-line", 0), age);
        } catch (TimeoutException e) {
            throw new CannotStart("The database does not answer", e);
        } finally {
            closing.run();
        }
    }
}
