package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.data.Database;
import io.busbar.node.NodeSettings.AdminCredentials;
import io.busbar.services.auth.AuthOperations;
import io.busbar.services.auth.AuthOperations.AdminCreated;
import io.busbar.services.users.UsersOperations;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Creates admins without a running node. Runs only auth and users, joins no cluster and processes no events. */
public final class OfflineAdminCreator {
    private static final int TIMEOUT_SECONDS = 20;

    private OfflineAdminCreator() {}

    /**
     * The admin that was created, or the account that the address already had.
     *
     * @param password the admin's password; null if the address already had an account, which is left unchanged
     * @param isAdmin  whether the account has the admin role
     */
    public record CreatedAdmin(@Nullable String password, boolean isAdmin) {
        @Override
        public String toString() {
            return "CreatedAdmin";
        }
    }

    /**
     * Creates an admin unless the address has an account. Starts embedded servers that are not running, and stops them afterwards. Blocks
     * until all of this is done.
     *
     * @param password null to generate one
     * @throws StartupException if a server or a setting is unusable; the message tells the operator what to fix
     */
    public static CreatedAdmin create(
            NodeSettings nodeSettings, String email, @Nullable String password, Consumer<String> progress) {
        AdminCredentials admin =
                new AdminCredentials(email, password == null ? AdminBootstrap.generatePassword() : password);
        ShutdownSequence shutdown = new ShutdownSequence();
        try {
            Backends backends = Backends.start(nodeSettings, progress, shutdown);
            backends.migrate(progress);
            Vertx vertx = Vertx.vertx();
            shutdown.add("Closed Vert.x", () -> vertx.close().await());
            AdminCreated adminCreated = createAdmin(vertx, nodeSettings, backends, admin, shutdown);
            return new CreatedAdmin(adminCreated.created() ? admin.password() : null, adminCreated.admin());
        } finally {
            shutdown.run();
        }
    }

    private static AdminCreated createAdmin(
            Vertx vertx,
            NodeSettings nodeSettings,
            Backends backends,
            AdminCredentials admin,
            ShutdownSequence shutdown) {
        CompositeMeterRegistry meterRegistry = new CompositeMeterRegistry();
        Database database = new Database(vertx, backends.database().options());
        shutdown.add("Closed the pools", () -> database.close().await());
        TransactionalOutbox outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), meterRegistry);
        KeyRing keyRing = await(KeyRing.open(vertx, database, outbox.changes(), backends.masterSecret()));
        String id = "admin-" + UUID.randomUUID();
        RpcNode rpcNode = await(RpcNode.open(vertx, id, RpcSettings.defaults(), meterRegistry));
        shutdown.add("Left the RPC directory", () -> rpcNode.close().await());
        ServiceContext serviceContext = new ServiceContext(
                id,
                database,
                rpcNode.bus(),
                outbox.changes(),
                rpcNode.serviceHost(),
                outbox::subscribe,
                outbox.deadLetters(),
                outbox.auditTrail(),
                meterRegistry);
        // Auth and users need neither the users who are online nor a mailbox.
        NodeContext nodeContext =
                new NodeContext(serviceContext, nodeSettings, backends.masterSecret(), keyRing, null, null);
        List<String> requiredServices = List.of(AuthOperations.AUTH.service(), UsersOperations.USERS.service());
        await(Future.all(ServiceRegistry.all().stream()
                .filter(definition -> requiredServices.contains(definition.name()))
                .map(definition -> vertx.deployVerticle(definition.verticle().apply(nodeContext))
                        .onSuccess(deployed -> rpcNode.addService(definition.contract())))
                .toList()));
        rpcNode.ready();
        return await(AdminBootstrap.create(rpcNode.bus(), admin));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartupException("The database does not respond", e);
        }
    }
}
