package io.busbar.node;

import com.hazelcast.config.Config;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Kernel;
import io.busbar.bus.durable.DurableLane;
import io.busbar.bus.durable.DurableSettings;
import io.busbar.bus.lane.FastLane;
import io.busbar.bus.lane.LaneSettings;
import io.busbar.data.Blobs;
import io.busbar.data.Database;
import io.busbar.data.KeyedHash;
import io.busbar.data.OnlineUsers;
import io.busbar.data.ReconnectingRedis;
import io.busbar.http.Front;
import io.busbar.http.FrontParts;
import io.busbar.live.LiveFeed;
import io.busbar.live.Partners;
import io.busbar.live.Presence;
import io.busbar.live.UserStreams;
import io.busbar.mail.mailbox.DevMailbox;
import io.busbar.node.Services.Service;
import io.busbar.node.Settings.FirstAdmin;
import io.busbar.node.cluster.Cluster;
import io.busbar.node.cluster.ClusterFile;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.KeyRing;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.MakeDemo;
import io.busbar.users.UsersOperations;
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
    private static final long PATIENCE_SECONDS = 60;
    /** What a request may take that came in just before the node leaves, and a little more. */
    private static final Duration DRAIN = Services.longestOperation().plusSeconds(5);

    private final ShutdownSequence closing = new ShutdownSequence();
    private final StartupTimes steps = new StartupTimes();
    private final String id =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Settings settings;
    private final Consumer<String> says;
    private int port;
    private @Nullable FastLane lane;
    private @Nullable AccessTokens tokens;
    private @Nullable FirstAdmin newAdmin;

    private Node(Settings settings, Consumer<String> says) {
        this.settings = settings;
        this.says = says;
    }

    /**
     * Starts a node. Blocks until it answers over HTTP, or closes again whatever was opened.
     *
     * @param says hears what is going on when it takes noticeably long
     * @throws CannotStart with what to do about it
     */
    public static Node start(Settings settings, Consumer<String> says) {
        Node node = new Node(settings, says);
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
        return Objects.requireNonNull(lane, "the node has not started").bus();
    }

    /** The tokens of the deployment. */
    public AccessTokens tokens() {
        return Objects.requireNonNull(tokens, "the node has not started");
    }

    /** The admin that this start made up, to be shown once. */
    public Optional<FirstAdmin> newAdmin() {
        return Optional.ofNullable(newAdmin);
    }

    /** How long each part of the start took. */
    public String times() {
        return steps.toString();
    }

    /**
     * Takes the node out of service without losing a request, then closes it. Blocks for as long as what is in flight takes, within
     * limits. A second call does nothing.
     */
    public void stop() {
        closing.run();
    }

    private void open() {
        Config clusterFile = ClusterFile.read(); // first, as an operator may have broken it
        steps.done("cluster.xml");
        Backends ground = Backends.lay(settings, says, closing);
        steps.done("servers");
        ground.migrate(says);
        steps.done("migrations");
        Cluster cluster = Cluster.join(
                clusterFile,
                ground.database(),
                id,
                settings.cluster().host(),
                settings.cluster().name());
        closing.add("Left the cluster", cluster::leave);
        steps.done("cluster");
        Vertx vertx = await(ClusteredVertx.open(cluster.hazelcast(), settings.cluster()));
        closing.add("Closed Vert.x", () -> await(vertx.close()));
        steps.done("vertx");

        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        closing.add("Closed the meters", meters::close);
        Database database = new Database(vertx, ground.database().options());
        database.measure(meters);
        closing.add("Closed the pools", () -> await(database.close()));
        cluster.watch(vertx, database);
        ReconnectingRedis redis = new ReconnectingRedis(vertx, ground.redisUrl());
        closing.add("Closed Redis", () -> await(redis.close()));
        DurableLane durable = new DurableLane(vertx, database, DurableSettings.defaults(), meters);
        KeyRing tokens = await(KeyRing.open(vertx, database, durable.changes(), ground.jwtSecret()));
        this.tokens = tokens;
        durable.revocations().listen(tokens::revoked);
        steps.done("keys");
        FastLane lane = await(FastLane.open(vertx, id, LaneSettings.standard().drainingFor(DRAIN), meters));
        this.lane = lane;
        closing.add("Left the lane", () -> await(lane.close()));
        steps.done("lane");

        OnlineUsers online = new OnlineUsers(redis);
        Kernel kernel = kernel(database, durable, lane, meters);
        DevMailbox mailbox = mailbox(vertx, kernel, ground.jwtSecret());
        deploy(vertx, lane, new Deployment(kernel, settings, ground.jwtSecret(), tokens, online, mailbox));
        await(durable.start());
        closing.add("Finished deliveries", () -> await(durable.stop()));
        lane.ready();
        closing.add("Drained", () -> await(lane.drain()));
        newAdmin = AdminInstaller.atStart(vertx, lane.bus(), settings).orElse(null);
        if (settings.demo() > 0 && settings.services().contains(UsersOperations.USERS.service())) {
            await(demo(lane.bus()));
        }
        steps.done("services");
        Presence presence = await(Presence.open(vertx, id, online, Partners.byBookings(lane.bus())));
        LiveFeed live = UserStreams.open(vertx, database, durable.pushes(), presence);
        NodeHealth health = new NodeHealth(id, database, redis, lane);
        KeyedHash fingerprints = new KeyedHash(ground.jwtSecret(), "idempotency-fingerprints/v1");
        StoredBlobs blobs = new StoredBlobs(new Blobs(database));
        StoredMailbox mails = mailbox == null ? null : new StoredMailbox(mailbox);
        listen(vertx, new FrontParts(lane.bus(), tokens, fingerprints, redis, blobs, live, meters, health, mails));
        steps.done("front");
    }

    private Future<Void> demo(Bus bus) {
        Caller caller = Caller.program("demo", AccountOperations.MAKE_DEMO.timeLimit());
        return bus.call(AccountOperations.MAKE_DEMO, new MakeDemo(settings.demo()), caller)
                .<Void>mapEmpty()
                .otherwise(cause -> {
                    LOG.warn("The demo could not be made: {}", cause.toString());
                    return null;
                });
    }

    private @Nullable DevMailbox mailbox(Vertx vertx, Kernel kernel, String secret) {
        if (!settings.mail().mailbox()) {
            return null;
        }
        DevMailbox mailbox = DevMailbox.open(vertx, kernel.database(), kernel.changes(), secret);
        closing.add("Closed the mailbox", mailbox::close);
        return mailbox;
    }

    private Kernel kernel(Database database, DurableLane durable, FastLane lane, MeterRegistry meters) {
        return new Kernel(
                id,
                database,
                lane.bus(),
                durable.changes(),
                lane.intake(),
                durable::subscribe,
                durable.deadLetters(),
                durable.audit(),
                meters);
    }

    private void deploy(Vertx vertx, FastLane lane, Deployment deployment) {
        DeploymentOptions perCore =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        List<Service> here = Services.all().stream()
                .filter(service -> settings.services().contains(service.name()))
                .toList();
        List<Future<String>> deployments = here.stream()
                .map(service -> vertx.deployVerticle(() -> service.verticle().apply(deployment), perCore)
                        .onSuccess(id -> lane.serves(service.contract())))
                .toList();
        Future<Void> up = Future.all(deployments).mapEmpty();
        closing.add(
                "Undeployed",
                () -> await(Future.join(deployments.stream()
                                .filter(Future::succeeded)
                                .map(deployed -> vertx.undeploy(deployed.result()))
                                .toList())
                        .mapEmpty()));
        await(up);
    }

    private void listen(Vertx vertx, FrontParts parts) {
        Front front = PortSelection.open(settings, free -> await(Front.open(vertx, free, Services.contracts(), parts)));
        closing.add("Closed HTTP", () -> await(front.close()));
        closing.add("Finished requests", () -> await(front.drain(DRAIN)));
        closing.add("Stopped listening", () -> await(front.stopAccepting()));
        port = front.port();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("took longer than " + PATIENCE_SECONDS + " s", e);
        }
    }
}
