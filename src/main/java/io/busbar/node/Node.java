package io.busbar.node;

import com.hazelcast.config.Config;
import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.RequestContext;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.concurrent.BoundedExecutors;
import io.busbar.bus.jobs.engine.JobEngine;
import io.busbar.bus.jobs.engine.JobSettings;
import io.busbar.bus.outbound.Outbound;
import io.busbar.bus.outbox.OutboxSettings;
import io.busbar.bus.outbox.TransactionalOutbox;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.rpc.RpcNode;
import io.busbar.bus.rpc.RpcSettings;
import io.busbar.bus.runtime.NodeServices;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.busbar.bus.runtime.engine.RuntimeOperationEngine;
import io.busbar.data.Blobs;
import io.busbar.data.Database;
import io.busbar.data.DeploymentSecrets;
import io.busbar.data.KeyedHash;
import io.busbar.data.OnlineUsers;
import io.busbar.data.ReconnectingRedis;
import io.busbar.http.FrontendDependencies;
import io.busbar.http.HttpFrontend;
import io.busbar.live.LiveFeed;
import io.busbar.live.PresenceTracker;
import io.busbar.live.UserStreams;
import io.busbar.node.ServiceRegistry.ServiceDefinition;
import io.busbar.node.cluster.ClusterConfigFile;
import io.busbar.node.cluster.ClusterMembership;
import io.busbar.services.bookings.BookingOperations;
import io.busbar.services.bookings.DemoOperations;
import io.busbar.services.bookings.DemoOperations.CreateDemoData;
import io.busbar.services.mail.MailSettings;
import io.busbar.services.mail.mailbox.DevMailbox;
import io.busbar.services.users.UsersSettings;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.KeyRing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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

/** A running node. Opens its parts in order and closes them in reverse order. Several nodes may run in one process. */
public final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(60);
    /** How long requests that arrive just before the node leaves have to finish: the longest operation timeout and a margin. */
    private static final Duration DRAIN_TIMEOUT =
            ServiceRegistry.maxOperationTimeout().plusSeconds(5);

    private final ShutdownSequence shutdown = new ShutdownSequence();
    private final StartupTimes startupTimes = new StartupTimes();
    private final String id =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final NodeSettings nodeSettings;
    private final List<ServiceDefinition> services;
    private final Consumer<String> progress;
    private int port;
    private @Nullable RpcNode rpcNode;
    private @Nullable AccessTokens accessTokens;
    private @Nullable AdminCredentials generatedAdmin;

    private Node(NodeSettings nodeSettings, List<ServiceDefinition> services, Consumer<String> progress) {
        this.nodeSettings = nodeSettings;
        this.services = services;
        this.progress = progress;
    }

    /**
     * Starts a node. Blocks until it accepts HTTP requests. If the start fails, everything that was opened is closed again.
     *
     * @param progress receives a message for each step that takes noticeably long
     * @throws StartupException if the operator must fix something; the message says what
     */
    public static Node start(NodeSettings nodeSettings, Consumer<String> progress) {
        return start(nodeSettings, ServiceRegistry.all(), progress);
    }

    /** Starts a node of a deployment with these services. */
    static Node start(NodeSettings nodeSettings, List<ServiceDefinition> services, Consumer<String> progress) {
        Node node = new Node(nodeSettings, services, progress);
        try {
            node.open();
            return node;
        } catch (RuntimeException e) {
            node.stop();
            throw e;
        }
    }

    /** Returns the ID of this run of the node. */
    public String id() {
        return id;
    }

    /** Returns the port of the HTTP frontend. */
    public int port() {
        return port;
    }

    /** Returns the bus, which calls services on this and other nodes. */
    public Bus bus() {
        return Objects.requireNonNull(rpcNode, "the node has not started").bus();
    }

    /** Returns the commands that start and stop services on this node and others. */
    public NodeServices nodeServices() {
        return Objects.requireNonNull(rpcNode, "the node has not started").nodeServices();
    }

    /** Returns the access tokens of the deployment. */
    public AccessTokens accessTokens() {
        return Objects.requireNonNull(accessTokens, "the node has not started");
    }

    /** Returns the admin that this start generated, if any. Its password is not stored and can only be shown now. */
    public Optional<AdminCredentials> generatedAdmin() {
        return Optional.ofNullable(generatedAdmin);
    }

    /** Returns the duration of each step of the start. */
    public String startupTimes() {
        return startupTimes.toString();
    }

    /**
     * Drains the node without losing a request, then closes it. Blocks until the requests in flight are finished or time out. A second call
     * does nothing.
     */
    public void stop() {
        shutdown.run();
    }

    private void open() {
        Config clusterConfig =
                ClusterConfigFile.read(); // first, so that an error in the file is reported before anything is started
        startupTimes.markDone("cluster.xml");
        Backends backends = Backends.start(nodeSettings, progress, shutdown);
        startupTimes.markDone("servers");
        backends.migrate(progress);
        startupTimes.markDone("migrations");
        ClusterMembership clusterMembership = joinCluster(clusterConfig, backends);
        Vertx vertx = startVertx(clusterMembership);
        PrometheusMeterRegistry meterRegistry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        shutdown.add("Closed the metrics", meterRegistry::close);
        BoundedExecutors executors = new BoundedExecutors(vertx, meterRegistry);
        shutdown.add("Closed the executors", () -> close(executors.close()));
        Outbound outbound = Outbound.open(vertx, backends.outboundSettings(nodeSettings), meterRegistry);
        shutdown.add("Closed outbound connections", () -> close(outbound.close()));
        Database database = openDatabase(vertx, backends, meterRegistry);
        clusterMembership.startHeartbeat(vertx, database);
        ReconnectingRedis redis = new ReconnectingRedis(vertx, backends.redisUrl());
        shutdown.add("Closed Redis", () -> close(redis.close()));
        TransactionalOutbox outbox = new TransactionalOutbox(vertx, database, OutboxSettings.defaults(), meterRegistry);
        JobEngine jobEngine = new JobEngine(vertx, database, outbox, JobSettings.defaults(), meterRegistry);
        KeyRing keyRing = openKeyRing(vertx, database, outbox, backends);
        RpcNode openedRpcNode = openRpcNode(vertx, meterRegistry);
        OperationSetView operationSetView = openOperationSets(vertx, database, outbox, openedRpcNode, executors);
        OnlineUsers onlineUsers = new OnlineUsers(redis);
        ServiceContext serviceContext = NodeContext.serviceContext(
                id,
                database,
                outbox,
                jobEngine,
                openedRpcNode,
                new RuntimeOperationEngine(
                        vertx, database, operationSetView, contracts(), openedRpcNode.bus(), executors),
                executors,
                outbound,
                nodeSettings.values(),
                openPermissions(vertx, database, outbox),
                meterRegistry);
        DevMailbox mailbox = mailbox(vertx, serviceContext, backends.secrets());
        RunningServices runningServices = deploy(new RunningServices(
                vertx,
                openedRpcNode,
                outbox,
                jobEngine,
                new NodeContext(serviceContext, nodeSettings, backends.secrets(), keyRing, onlineUsers, mailbox),
                services));
        LiveSettings.watch(vertx, nodeSettings);
        startServices(vertx, outbox, jobEngine, openedRpcNode);
        LiveFeed live = openLiveFeed(vertx, database, outbox, jobEngine, openedRpcNode, onlineUsers);
        listen(
                vertx,
                new FrontendDependencies(
                        openedRpcNode.bus(),
                        openedRpcNode.serviceHost().readers(),
                        operationSetView,
                        keyRing,
                        new KeyedHash(backends.secrets(), "idempotency-fingerprints/v1"),
                        redis,
                        new DatabaseBlobStore(new Blobs(database)),
                        live,
                        meterRegistry,
                        new NodeHealth(id, database, redis, openedRpcNode),
                        mailbox == null ? null : new DatabaseMailbox(mailbox)));
        openedRpcNode.setLocalServiceControl(runningServices);
        shutdown.add("Ended commands", () -> close(runningServices.refuseCommands()));
        startupTimes.markDone("http");
    }

    private ClusterMembership joinCluster(Config clusterConfig, Backends backends) {
        ClusterMembership clusterMembership = ClusterMembership.join(
                clusterConfig,
                backends.database(),
                id,
                nodeSettings.cluster().host(),
                nodeSettings.cluster().name());
        shutdown.add("Left the cluster", clusterMembership::leave);
        startupTimes.markDone("cluster");
        return clusterMembership;
    }

    private Vertx startVertx(ClusterMembership clusterMembership) {
        Vertx vertx =
                await("Starting Vert.x", ClusteredVertx.start(clusterMembership.hazelcast(), nodeSettings.cluster()));
        shutdown.add("Closed Vert.x", () -> close(vertx.close()));
        startupTimes.markDone("vertx");
        return vertx;
    }

    private Database openDatabase(Vertx vertx, Backends backends, MeterRegistry meterRegistry) {
        Database database = new Database(vertx, backends.database().options());
        database.registerMetrics(meterRegistry);
        shutdown.add("Closed the pools", () -> close(database.close()));
        return database;
    }

    private KeyRing openKeyRing(Vertx vertx, Database database, TransactionalOutbox outbox, Backends backends) {
        KeyRing keyRing =
                await("Reading the signing keys", KeyRing.open(vertx, database, outbox.changes(), backends.secrets()));
        this.accessTokens = keyRing;
        outbox.revocations().addListener(keyRing::onRevocation);
        startupTimes.markDone("signing keys");
        return keyRing;
    }

    private PermissionEvaluator openPermissions(Vertx vertx, Database database, TransactionalOutbox outbox) {
        PermissionEvaluator permissions = new PermissionEvaluator(vertx, database);
        await("Reading the permissions", permissions.start());
        outbox.permissionChanges().addListener(permissions::onChange);
        startupTimes.markDone("permissions");
        return permissions;
    }

    private OperationSetView openOperationSets(
            Vertx vertx,
            Database database,
            TransactionalOutbox outbox,
            RpcNode openedRpcNode,
            BoundedExecutors executors) {
        OperationSetView operationSetView = new OperationSetView(vertx, database, contracts(), executors);
        await("Reading the operation sets", operationSetView.start());
        outbox.operationSets().addListener(changed -> operationSetView.onCommitted(changed.revision()));
        openedRpcNode.serviceHost().setOperationSetView(operationSetView);
        return operationSetView;
    }

    private List<Contract> contracts() {
        return services.stream().map(ServiceDefinition::contract).toList();
    }

    private RpcNode openRpcNode(Vertx vertx, MeterRegistry meterRegistry) {
        RpcNode opened = await(
                "Starting the bus",
                RpcNode.open(vertx, id, RpcSettings.defaults().withDrainTimeout(DRAIN_TIMEOUT), meterRegistry));
        opened.setContracts(contracts());
        this.rpcNode = opened;
        shutdown.add("Left the RPC directory", () -> close(opened.close()));
        startupTimes.markDone("rpc");
        return opened;
    }

    /** Starts the outbox and the jobs, makes the services reachable, and creates the first admin and the demo data. */
    private void startServices(Vertx vertx, TransactionalOutbox outbox, JobEngine jobEngine, RpcNode openedRpcNode) {
        await("Starting the outbox", outbox.start());
        shutdown.add("Stopped the outbox", () -> close(outbox.stop()));
        openedRpcNode.ready();
        shutdown.add("Drained", () -> close(openedRpcNode.drain()));
        await("Starting the jobs", jobEngine.start());
        shutdown.add("Stopped the jobs", () -> close(jobEngine.stop()));
        generatedAdmin =
                AdminBootstrap.run(vertx, openedRpcNode.bus(), nodeSettings).orElse(null);
        int demoProfessionals = nodeSettings.values().find(UsersSettings.DEMO).orElse(0);
        if (demoProfessionals > 0 && nodeSettings.services().contains(BookingOperations.BOOKINGS.service())) {
            await("Creating the demo data", createDemoData(openedRpcNode.bus(), demoProfessionals));
        }
        startupTimes.markDone("services");
    }

    private LiveFeed openLiveFeed(
            Vertx vertx,
            Database database,
            TransactionalOutbox outbox,
            JobEngine jobEngine,
            RpcNode openedRpcNode,
            OnlineUsers onlineUsers) {
        PresenceTracker presenceTracker = await(
                "Starting presence",
                PresenceTracker.open(vertx, id, onlineUsers, new BookingPartners(openedRpcNode.bus())));
        return UserStreams.open(vertx, database, outbox, presenceTracker, jobEngine::currentProgress);
    }

    private Future<Void> createDemoData(Bus bus, int professionals) {
        RequestContext requestContext = RequestContext.system("demo-data", DemoOperations.CREATE_DEMO_DATA.timeout());
        return bus.call(DemoOperations.CREATE_DEMO_DATA, new CreateDemoData(professionals), requestContext)
                .<Void>mapEmpty()
                .otherwise(cause -> {
                    LOG.warn("Cannot create the demo data: {}", cause.toString());
                    return null;
                });
    }

    private @Nullable DevMailbox mailbox(Vertx vertx, ServiceContext serviceContext, DeploymentSecrets secrets) {
        if (!MailSettings.of(nodeSettings.values()).usesMailbox()) {
            return null;
        }
        DevMailbox mailbox = DevMailbox.start(vertx, serviceContext.database(), serviceContext.changes(), secrets);
        shutdown.add("Closed the mailbox", mailbox::close);
        return mailbox;
    }

    private RunningServices deploy(RunningServices runningServices) {
        shutdown.add("Undeployed services", () -> close(runningServices.close()));
        await("Starting the services", runningServices.startAll(nodeSettings.services()));
        return runningServices;
    }

    private void listen(Vertx vertx, FrontendDependencies dependencies) {
        HttpFrontend httpFrontend = PortSelection.openOnFreePort(
                nodeSettings.frontend(),
                nodeSettings.externalServers() == null,
                candidate -> await("Starting HTTP", HttpFrontend.open(vertx, candidate, contracts(), dependencies)));
        shutdown.add("Closed HTTP", () -> close(httpFrontend.close()));
        shutdown.add("Finished requests", () -> close(httpFrontend.drain(DRAIN_TIMEOUT)));
        shutdown.add("Stopped listening", () -> close(httpFrontend.stopAccepting()));
        port = httpFrontend.port();
    }

    private static <T> T await(String step, Future<T> result) {
        return Steps.await(step, result, STEP_TIMEOUT);
    }

    /** Blocks until a step of the shutdown has completed. */
    private static void close(Future<?> closed) throws TimeoutException {
        closed.await(STEP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
}
