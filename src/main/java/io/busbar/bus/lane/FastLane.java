package io.busbar.bus.lane;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Contract;
import io.busbar.bus.Nothing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * This node's part of the fast lane: it announces the node, knows the others, calls services wherever they run, lets calls of other nodes
 * in, and takes the node out of service without losing one.
 */
public final class FastLane {
    /** Silence is looked for this many times per announcement interval. */
    private static final int SWEEPS = 5;

    private final LaneSettings settings;
    private final Set<String> served = ConcurrentHashMap.newKeySet();
    private final Directory directory;
    private final ServiceHost intake;
    private final Bus bus;
    private final Announcer announcer;
    private final AnnouncementListener listener;
    private final NodeDispatcher dispatcher;
    private final Probes probes;
    private final Drain drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FastLane(Vertx vertx, String self, LaneSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.directory = new Directory(self, settings);
        Residents residents = new Residents();
        this.intake = new ServiceHost(vertx, directory, residents);
        FastLaneMetrics meters = new FastLaneMetrics(registry, intake.running(), directory);
        Peers peers = new Peers(directory, settings, meters);
        RetryBudget budget = new RetryBudget(settings.callsPerNode());
        this.bus = new BusClient(new Network(vertx, self, served, residents, directory, peers, budget, meters));
        Membership membership = new Membership(directory, peers, meters, settings);
        this.announcer = new Announcer(vertx, self, served, intake.running());
        this.listener = new AnnouncementListener(self, membership, announcer);
        this.dispatcher = new NodeDispatcher(vertx, self, served, membership);
        ControlClient questions = new ControlClient(vertx, peers);
        this.probes = new Probes(vertx, directory, membership, peers, questions);
        this.drain = new Drain(self, directory, announcer, questions, settings.drainLimit());
    }

    /**
     * Joins the lane; once per Vert.x. When the future completes, the node is known to the others as starting, and it knows them or will
     * within milliseconds.
     *
     * @param node names this run of this process: an id that was never used before
     */
    public static Future<FastLane> open(Vertx vertx, String node, LaneSettings settings, MeterRegistry meters) {
        vertx.eventBus().registerCodec(new LocalCodec()).registerDefaultCodec(FailureReply.class, new FailureCodec());
        FastLane lane = new FastLane(vertx, node, settings, meters);
        return lane.dispatcher
                .open()
                .compose(open -> lane.listener.deploy(vertx))
                .onSuccess(listening -> lane.start())
                .map(lane);
    }

    private void start() {
        announcer.start(settings.announceEvery());
        announcer.every(settings.announceEvery().dividedBy(SWEEPS), listener::sweep);
        announcer.every(settings.announceEvery().dividedBy(SWEEPS), probes::knock);
        announcer.every(settings.announceEvery(), probes::ask);
    }

    /** The client for calling services: here if the service runs here, else on another node. */
    public Bus bus() {
        return bus;
    }

    /** Where the service verticles of this node let calls in. */
    public ServiceHost intake() {
        return intake;
    }

    /** Who is in the cluster. */
    public Directory directory() {
        return directory;
    }

    /** Says that this node runs the service; to be called when its verticle has started. */
    public void serves(Contract contract) {
        served.add(contract.service());
        announcer.now();
    }

    /** Says that this node takes calls. */
    public void ready() {
        announcer.become(NodeState.READY);
    }

    /** Succeeds if the service answers, here or on another node, within a second. */
    public Future<Void> ping(String service) {
        return bus.call(Ping.of(service), Nothing.NOTHING, Caller.program("ping", Ping.PATIENCE))
                .mapEmpty();
    }

    /**
     * Takes the node out of service: the others finish what they have under way here and send nothing new, this node finishes its work,
     * then it leaves. Completes after at most twice the drain limit, work or no work. The bus can still be used for calling.
     */
    public Future<Void> drain() {
        return drain.dismissOthers()
                .onSuccess(dismissed -> dispatcher.refuse())
                .compose(dismissed -> drain.finish(intake.running()))
                .eventually(this::close);
    }

    /** Leaves at once. After a drain there is nothing left to do. */
    public Future<Void> close() {
        if (closed.compareAndSet(false, true)) {
            return dispatcher.close().eventually(listener::close).eventually(announcer::leave);
        }
        return Future.succeededFuture();
    }
}
