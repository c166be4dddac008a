package io.busbar.node;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.data.Database;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A few services that run for one command, without a node. They join no cluster and process no events, and need neither Redis nor a
 * mailbox.
 *
 * @param bus     calls the services
 * @param keyRing the key ring of the deployment
 */
record OfflineServices(Bus bus, KeyRing keyRing) {
    private static final int TIMEOUT_SECONDS = 20;

    /**
     * Starts the services of these contracts, and embedded servers that are not running. The shutdown sequence stops all of them. Blocks
     * until the services have started.
     *
     * @throws StartupException if a server or a setting is unusable; the message tells the operator what to fix
     */
    static OfflineServices start(
            NodeSettings nodeSettings, List<Contract> contracts, Consumer<String> progress, ShutdownSequence shutdown) {
        Backends backends = Backends.start(nodeSettings, progress, shutdown);
        backends.migrate(progress);
        Vertx vertx = Vertx.vertx();
        shutdown.add("Closed Vert.x", () -> vertx.close().await());
        CompositeMeterRegistry meterRegistry = new CompositeMeterRegistry();
        Database database = new Database(vertx, backends.database().options());
        shutdown.add("Closed the pools", () -> database.close().await());
        TransactionalOutbox outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), meterRegistry);
        JobEngine jobEngine = new JobEngine(vertx, database, outbox, JobSettings.defaults(), meterRegistry);
        KeyRing keyRing = await(
                "Reading the signing keys from the database",
                KeyRing.open(vertx, database, outbox.changes(), backends.masterSecret()));
        String id = "command-" + UUID.randomUUID();
        RpcNode rpcNode = await("Starting the bus", RpcNode.open(vertx, id, RpcSettings.defaults(), meterRegistry));
        shutdown.add("Left the RPC directory", () -> rpcNode.close().await());
        ServiceContext serviceContext = new ServiceContext(
                id,
                database,
                rpcNode.bus(),
                outbox.changes(),
                rpcNode.serviceHost(),
                outbox::subscribe,
                jobEngine::register,
                jobEngine.jobs(),
                outbox.deadLetters(),
                outbox.auditTrail(),
                meterRegistry);
        NodeContext nodeContext =
                new NodeContext(serviceContext, nodeSettings, backends.masterSecret(), keyRing, null, null);
        await(
                "Starting the services",
                Future.all(ServiceRegistry.all().stream()
                        .filter(definition -> contracts.contains(definition.contract()))
                        .map(definition -> vertx.deployVerticle(
                                        definition.verticle().apply(nodeContext))
                                .onSuccess(deployed -> rpcNode.addService(definition.contract())))
                        .toList()));
        rpcNode.ready();
        return new OfflineServices(rpcNode.bus(), keyRing);
    }

    /**
     * Waits for the result of a step of the command.
     *
     * @param step the step as the subject of a sentence, which names it if it times out
     */
    static <T> T await(String step, Future<T> result) {
        try {
            return result.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StartupException(step + " timed out", e);
        }
    }
}
