package io.busbar.node;

import com.hazelcast.config.Config;
import io.busbar.bus.Bus;
import io.busbar.bus.RequestContext;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.data.Blobs;
import io.busbar.data.Database;
import io.busbar.data.KeyedHash;
import io.busbar.data.OnlineUsers;
import io.busbar.data.ReconnectingRedis;
import io.busbar.http.FrontendDependencies;
import io.busbar.http.HttpFrontend;
import io.busbar.live.LiveFeed;
import io.busbar.live.PartnerLookup;
import io.busbar.live.PresenceTracker;
import io.busbar.live.UserStreams;
import io.busbar.node.NodeSettings.AdminCredentials;
import io.busbar.node.ServiceRegistry.ServiceDefinition;
import io.busbar.node.cluster.ClusterConfigFile;
import io.busbar.node.cluster.ClusterMembership;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.CreateDemoData;
import io.busbar.services.users.UsersOperations;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: everything opened in its order, to be closed in the opposite one. Several may run in one process.
 */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long STEP_TIMEOUT_SECONDS = 60;
    /** What a request may take that came in just before the node leaves, and a little more. */
    private static final Duration DRAIN_TIMEOUT =
            ServiceRegistry.maxOperationTimeout().plusSeconds(5);

    private final ShutdownSequence shutdown = new ShutdownSequence();
    private final StartupTimes startupTimes = new StartupTimes();
    private final String id =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final NodeSettings nodeSettings;
    private final Consumer<String> progress;
    private int port;
    private @Nullable RpcNode rpcNode;
    private @Nullable AccessTokens accessTokens;
    private @Nullable AdminCredentials generatedAdmin;

    private Node(NodeSettings nodeSettings, Consumer<String> progress) {
        this.nodeSettings = nodeSettings;
        this.progress = progress;
    }

    /**
     * Starts a node. Blocks until it answers over HTTP, or closes again whatever was opened.
     *
     * @param progress hears what is going on when it takes noticeably long
     * @throws StartupException with what to do about it
     */
    public static Node start(NodeSettings nodeSettings, Consumer<String> progress) {
        Node node = new Node(nodeSettings, progress);
        try {
            node.open();
            return node;
        } catch (RuntimeException e) {
            node.stop();
            throw e;
        }
    }

    /** Names this run of this node. */
    public String id() {
        return id;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Asks services, here or on other nodes, as this program. */
    public Bus bus() {
        return Objects.requireNonNull(rpcNode, "the node has not started").bus();
    }

    /** The tokens of the deployment. */
    public AccessTokens accessTokens() {
        return Objects.requireNonNull(accessTokens, "the node has not started");
    }

    /** The admin that this start made up, to be shown once. */
    public Optional<AdminCredentials> generatedAdmin() {
        return Optional.ofNullable(generatedAdmin);
    }

    /** How long each part of the start took. */
    public String startupTimes() {
        return startupTimes.toString();
    }

    /**
     * Takes the node out of service without losing a request, then closes it. Blocks for as long as what is in flight takes, within
     * limits. A second call does nothing.
     */
    public void stop() {
        shutdown.run();
    }

    private void open() {
        Config clusterConfig = ClusterConfigFile.read(); // first, as an operator may have broken it
        startupTimes.markDone("cluster.xml");
        Backends backends = Backends.start(nodeSettings, progress, shutdown);
        startupTimes.markDone("servers");
        backends.migrate(progress);
        startupTimes.markDone("migrations");
        ClusterMembership clusterMembership = ClusterMembership.join(
                clusterConfig,
                backends.database(),
                id,
                nodeSettings.cluster().host(),
                nodeSettings.cluster().name());
        shutdown.add("Left the cluster", clusterMembership::leave);
        startupTimes.markDone("cluster");
        Vertx vertx = await(ClusteredVertx.start(clusterMembership.hazelcast(), nodeSettings.cluster()));
        shutdown.add("Closed Vert.x", () -> await(vertx.close()));
        startupTimes.markDone("vertx");

        PrometheusMeterRegistry meterRegistry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        shutdown.add("Closed the metrics", meterRegistry::close);
        Database database = new Database(vertx, backends.database().options());
        database.registerMetrics(meterRegistry);
        shutdown.add("Closed the pools", () -> await(database.close()));
        clusterMembership.startHeartbeat(vertx, database);
        ReconnectingRedis redis = new ReconnectingRedis(vertx, backends.redisUrl());
        shutdown.add("Closed Redis", () -> await(redis.close()));
        TransactionalOutbox outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), meterRegistry);
        KeyRing tokens = await(KeyRing.open(vertx, database, outbox.changes(), backends.jwtSecret()));
        this.accessTokens = tokens;
        outbox.revocations().addListener(tokens::onRevocation);
        startupTimes.markDone("signing keys");
        RpcNode rpcNode =
                await(RpcNode.open(vertx, id, RpcSettings.defaults().withDrainTimeout(DRAIN_TIMEOUT), meterRegistry));
        this.rpcNode = rpcNode;
        shutdown.add("Left the RPC directory", () -> await(rpcNode.close()));
        startupTimes.markDone("rpc");

        OnlineUsers onlineUsers = new OnlineUsers(redis);
        ServiceContext serviceContext = createServiceContext(database, outbox, rpcNode, meterRegistry);
        DevMailbox mailbox = mailbox(vertx, serviceContext, backends.jwtSecret());
        deploy(
                vertx,
                rpcNode,
                new NodeContext(serviceContext, nodeSettings, backends.jwtSecret(), tokens, onlineUsers, mailbox));
        await(outbox.start());
        shutdown.add("Stopped the outbox", () -> await(outbox.stop()));
        rpcNode.ready();
        shutdown.add("Drained", () -> await(rpcNode.drain()));
        generatedAdmin = AdminBootstrap.run(vertx, rpcNode.bus(), nodeSettings).orElse(null);
        if (nodeSettings.demoProfessionals() > 0 && nodeSettings.services().contains(UsersOperations.USERS.service())) {
            await(createDemoData(rpcNode.bus()));
        }
        startupTimes.markDone("services");
        PresenceTracker presenceTracker =
                await(PresenceTracker.open(vertx, id, onlineUsers, PartnerLookup.byBookings(rpcNode.bus())));
        LiveFeed live = UserStreams.open(vertx, database, outbox.pushes(), presenceTracker);
        NodeHealth health = new NodeHealth(id, database, redis, rpcNode);
        KeyedHash fingerprints = new KeyedHash(backends.jwtSecret(), "idempotency-fingerprints/v1");
        DatabaseBlobStore blobs = new DatabaseBlobStore(new Blobs(database));
        DatabaseMailbox mailPages = mailbox == null ? null : new DatabaseMailbox(mailbox);
        listen(
                vertx,
                new FrontendDependencies(
                        rpcNode.bus(), tokens, fingerprints, redis, blobs, live, meterRegistry, health, mailPages));
        startupTimes.markDone("http");
    }

    private Future<Void> createDemoData(Bus bus) {
        RequestContext requestContext =
                RequestContext.system("demo-data", AccountOperations.CREATE_DEMO_DATA.timeout());
        return bus.call(
                        AccountOperations.CREATE_DEMO_DATA,
                        new CreateDemoData(nodeSettings.demoProfessionals()),
                        requestContext)
                .<Void>mapEmpty()
                .otherwise(cause -> {
                    LOG.warn("The demo could not be made: {}", cause.toString());
                    return null;
                });
    }

    private @Nullable DevMailbox mailbox(Vertx vertx, ServiceContext serviceContext, String secret) {
        if (!nodeSettings.mail().usesMailbox()) {
            return null;
        }
        DevMailbox mailbox = DevMailbox.start(vertx, serviceContext.database(), serviceContext.changes(), secret);
        shutdown.add("Closed the mailbox", mailbox::close);
        return mailbox;
    }

    private ServiceContext createServiceContext(
            Database database, TransactionalOutbox outbox, RpcNode rpcNode, MeterRegistry meterRegistry) {
        return new ServiceContext(
                id,
                database,
                rpcNode.bus(),
                outbox.changes(),
                rpcNode.serviceHost(),
                outbox::subscribe,
                outbox.deadLetters(),
                outbox.auditTrail(),
                meterRegistry);
    }

    private void deploy(Vertx vertx, RpcNode rpcNode, NodeContext nodeContext) {
        DeploymentOptions onePerCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        List<ServiceDefinition> localServices = ServiceRegistry.all().stream()
                .filter(serviceDefinition -> nodeSettings.services().contains(serviceDefinition.name()))
                .toList();
        List<Future<String>> deployments = localServices.stream()
                .map(serviceDefinition -> vertx.deployVerticle(
                                () -> serviceDefinition.verticle().apply(nodeContext), onePerCore)
                        .onSuccess(id -> rpcNode.addService(serviceDefinition.contract())))
                .toList();
        Future<Void> allDeployed = Future.all(deployments).mapEmpty();
        shutdown.add(
                "Undeployed services",
                () -> await(Future.join(deployments.stream()
                                .filter(Future::succeeded)
                                .map(deployed -> vertx.undeploy(deployed.result()))
                                .toList())
                        .mapEmpty()));
        await(allDeployed);
    }

    private void listen(Vertx vertx, FrontendDependencies parts) {
        HttpFrontend httpFrontend = PortSelection.open(
                nodeSettings,
                candidate -> await(HttpFrontend.open(vertx, candidate, ServiceRegistry.contracts(), parts)));
        shutdown.add("Closed HTTP", () -> await(httpFrontend.close()));
        shutdown.add("Finished requests", () -> await(httpFrontend.drain(DRAIN_TIMEOUT)));
        shutdown.add("Stopped listening", () -> await(httpFrontend.stopAccepting()));
        port = httpFrontend.port();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(STEP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Startup step timed out after " + STEP_TIMEOUT_SECONDS + " s", e);
        }
    }
}
