package io.busbar.node;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.outbound.Outbound;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.RuntimeOperationEngine;
import io.busbar.data.Database;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Runs auth or users for one command, without a node. Joins no cluster, processes no events, and needs no Redis. */
final class OfflineServices implements AutoCloseable {
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(20);

    private final Bus bus;
    private final KeyRing keyRing;
    private final ShutdownSequence shutdown;

    private OfflineServices(Bus bus, KeyRing keyRing, ShutdownSequence shutdown) {
        this.bus = bus;
        this.keyRing = keyRing;
        this.shutdown = shutdown;
    }

    /**
     * Starts the services of these contracts, and embedded servers that are not running. Blocks until the services have started. If that
     * fails, everything that was started is stopped again.
     *
     * @throws StartupException if a server or a setting is unusable; the message tells the operator what to fix
     */
    static OfflineServices start(NodeSettings nodeSettings, List<Contract> contracts, Consumer<String> progress) {
        ShutdownSequence shutdown = new ShutdownSequence();
        try {
            return open(nodeSettings, contracts, progress, shutdown);
        } catch (Exception e) {
            shutdown.run();
            throw e;
        }
    }

    private static OfflineServices open(
            NodeSettings nodeSettings, List<Contract> contracts, Consumer<String> progress, ShutdownSequence shutdown) {
        Backends backends = Backends.start(nodeSettings, progress, shutdown);
        backends.migrate(progress);
        Vertx vertx = Vertx.vertx();
        shutdown.add("Closed Vert.x", () -> vertx.close().await());
        CompositeMeterRegistry meterRegistry = new CompositeMeterRegistry();
        BoundedExecutors executors = new BoundedExecutors(vertx, meterRegistry);
        shutdown.add("Closed the executors", () -> executors.close().await());
        Outbound outbound = Outbound.open(vertx, backends.outboundSettings(nodeSettings), meterRegistry);
        shutdown.add("Closed outbound connections", () -> outbound.close().await());
        Database database = new Database(vertx, backends.database().options());
        shutdown.add("Closed the pools", () -> database.close().await());
        TransactionalOutbox outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), meterRegistry);
        JobEngine jobEngine = new JobEngine(vertx, database, outbox, JobSettings.defaults(), meterRegistry);
        KeyRing keyRing =
                await("Reading the signing keys", KeyRing.open(vertx, database, outbox.changes(), backends.secrets()));
        String id = "command-" + UUID.randomUUID();
        RpcNode rpcNode = await("Starting the bus", RpcNode.open(vertx, id, RpcSettings.defaults(), meterRegistry));
        shutdown.add("Left the RPC directory", () -> rpcNode.close().await());
        NodeContext nodeContext = new NodeContext(
                NodeContext.serviceContext(
                        id,
                        database,
                        outbox,
                        jobEngine,
                        rpcNode,
                        new RuntimeOperationEngine(
                                vertx, database, OperationSetView.withoutHosts(), List.of(), rpcNode.bus(), executors),
                        executors,
                        outbound,
                        nodeSettings.values(),
                        new PermissionEvaluator(vertx, database),
                        meterRegistry),
                nodeSettings,
                backends.secrets(),
                keyRing,
                null,
                null);
        await("Starting the services", deploy(vertx, contracts, nodeContext, rpcNode));
        rpcNode.ready();
        return new OfflineServices(rpcNode.bus(), keyRing, shutdown);
    }

    private static Future<?> deploy(Vertx vertx, List<Contract> contracts, NodeContext nodeContext, RpcNode rpcNode) {
        return Future.all(ServiceRegistry.all().stream()
                .filter(definition -> contracts.contains(definition.contract()))
                .map(definition -> vertx.deployVerticle(definition.verticle().apply(nodeContext))
                        .onSuccess(deployed -> rpcNode.addService(definition.contract())))
                .toList());
    }

    /** Returns the bus, which calls the services. */
    Bus bus() {
        return bus;
    }

    /** Returns the key ring of the deployment. */
    KeyRing keyRing() {
        return keyRing;
    }

    /** Blocks until a step of the command has completed, as {@link Steps#await} does. */
    static <T> T await(String step, Future<T> result) {
        return Steps.await(step, result, STEP_TIMEOUT);
    }

    /** Stops the services, and the embedded servers unless a node uses them. Blocks until they have stopped. */
    @Override
    public void close() {
        shutdown.run();
    }
}
