package io.busbar.node;

import io.busbar.auth.AuthOperations;
import io.busbar.auth.AuthOperations.Installed;
import io.busbar.bus.Kernel;
import io.busbar.bus.durable.DurableLane;
import io.busbar.bus.durable.DurableSettings;
import io.busbar.bus.lane.FastLane;
import io.busbar.bus.lane.LaneSettings;
import io.busbar.data.Database;
import io.busbar.node.Settings.FirstAdmin;
import io.busbar.tokens.KeyRing;
import io.busbar.users.UsersOperations;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes admins without a node: runs the two services that it takes by themselves, joining no cluster and taking no deliveries. */
public final class AdminIssuer {
    private static final int PATIENCE_SECONDS = 20;

    private AdminIssuer() {}

    /**
     * What came of it.
     *
     * @param password what the admin signs in with; null when the address had an account, which stays as it is
     * @param admin    whether the account is an admin's
     */
    public record Issued(@Nullable String password, boolean admin) {
        @Override
        public String toString() {
            return "Issued";
        }
    }

    /**
     * Makes an admin, unless the address has an account. Brings the folder's servers up if they don't run, and leaves them as they were.
     * Blocks.
     *
     * @param password null for one to be made up
     * @throws CannotStart with what to do about it
     */
    public static Issued issue(Settings settings, String email, @Nullable String password, Consumer<String> says) {
        FirstAdmin admin = new FirstAdmin(email, password == null ? AdminInstaller.password() : password);
        ShutdownSequence closing = new ShutdownSequence();
        try {
            Backends ground = Backends.lay(settings, says, closing);
            ground.migrate(says);
            Vertx vertx = Vertx.vertx();
            closing.add("Closed Vert.x", () -> vertx.close().await());
            Installed installed = install(vertx, settings, ground, admin, closing);
            return new Issued(installed.made() ? admin.password() : null, installed.admin());
        } finally {
            closing.run();
        }
    }

    private static Installed install(
            Vertx vertx, Settings settings, Backends ground, FirstAdmin admin, ShutdownSequence closing) {
        CompositeMeterRegistry meters = new CompositeMeterRegistry();
        Database database = new Database(vertx, ground.database().options());
        closing.add("Closed the pools", () -> database.close().await());
        DurableLane durable = new DurableLane(vertx, database, DurableSettings.defaults(), meters);
        KeyRing tokens = await(KeyRing.open(vertx, database, durable.changes(), ground.jwtSecret()));
        String id = "admin-" + UUID.randomUUID();
        FastLane lane = await(FastLane.open(vertx, id, LaneSettings.standard(), meters));
        closing.add("Left the lane", () -> lane.close().await());
        Kernel kernel = new Kernel(
                id,
                database,
                lane.bus(),
                durable.changes(),
                lane.intake(),
                durable::subscribe,
                durable.deadLetters(),
                durable.audit(),
                meters);
        Deployment deployment = new Deployment(kernel, settings, ground.jwtSecret(), tokens, null, null);
        List<String> needed = List.of(AuthOperations.AUTH.service(), UsersOperations.USERS.service());
        await(Future.all(Services.all().stream()
                .filter(service -> needed.contains(service.name()))
                .map(service -> vertx.deployVerticle(service.verticle().apply(deployment))
                        .onSuccess(deployed -> lane.serves(service.contract())))
                .toList()));
        lane.ready();
        return await(AdminInstaller.install(lane.bus(), admin));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CannotStart("The database does not answer", e);
        }
    }
}
