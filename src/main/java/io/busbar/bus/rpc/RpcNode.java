package io.busbar.bus.rpc;

import io.busbar.bus.Bus;
import io.busbar.bus.Contract;
import io.busbar.bus.Empty;
import io.busbar.bus.RequestContext;
import io.busbar.bus.builtin.PingOperation;
import io.busbar.bus.rpc.membership.Directory;
import io.busbar.bus.rpc.membership.NodeState;
import io.busbar.bus.rpc.membership.ServiceList;
import io.busbar.bus.runtime.NodeServices;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * This node's part of request/reply: sends its heartbeats, tracks the other nodes, calls services wherever they run, receives calls of
 * other nodes, and drains the node without losing a call.
 */
public final class RpcNode {
    /** The number of checks for silent nodes and overdue calls per heartbeat interval. */
    private static final int CHECKS_PER_HEARTBEAT = 5;

    private final RpcSettings settings;
    /** The services that implement extension points, by the name of the point. */
    private final Map<String, String> implementers = new ConcurrentHashMap<>();

    private final AtomicReference<ServiceList> localServices = new AtomicReference<>(ServiceList.EMPTY);
    private final LocalServiceInstances localServiceInstances = new LocalServiceInstances();
    private final Directory directory;
    private final ServiceHost serviceHost;
    private final Bus bus;
    private final HeartbeatSender heartbeatSender;
    private final HeartbeatListener heartbeatListener;
    private final NodeDispatcher dispatcher;
    private final Probes probes;
    private final PeerConfirmation peerConfirmation;
    private final Drain drain;
    private final ServiceCommands serviceCommands;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RpcNode(Vertx vertx, String nodeId, RpcSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.directory = new Directory(nodeId, settings);
        this.serviceHost = new ServiceHost(vertx, localServiceInstances);
        RpcMetrics metrics = new RpcMetrics(registry, serviceHost.activeCalls(), directory);
        Peers peers = new Peers(directory, settings, metrics);
        RetryBudget retryBudget = new RetryBudget(settings.maxCallsPerNode());
        this.bus = new BusClient(new RpcContext(
                vertx, nodeId, localServiceInstances, directory, peers, retryBudget, metrics, implementers));
        Membership membership = new Membership(directory, peers, metrics, settings);
        this.heartbeatSender = new HeartbeatSender(vertx, nodeId, localServices::get, serviceHost.activeCalls());
        this.heartbeatListener = new HeartbeatListener(nodeId, membership, heartbeatSender);
        ControlClient controlClient = new ControlClient(vertx, nodeId, peers);
        this.serviceCommands = new ServiceCommands(vertx, nodeId, directory, controlClient, settings.drainTimeout());
        this.dispatcher =
                new NodeDispatcher(vertx, nodeId, localServiceInstances, membership, directory, serviceCommands);
        this.probes = new Probes(vertx, directory, membership, peers, controlClient);
        this.peerConfirmation =
                new PeerConfirmation(nodeId, directory, heartbeatSender, controlClient, settings.drainTimeout());
        this.drain = new Drain(heartbeatSender, peerConfirmation, settings.drainTimeout());
    }

    /**
     * Joins the cluster; may be called once per Vert.x instance. When the future completes, the other nodes know this node as starting, and
     * this node knows them or will within milliseconds.
     *
     * @param nodeId identifies this run of this process; it must never have been used before
     */
    public static Future<RpcNode> open(Vertx vertx, String nodeId, RpcSettings settings, MeterRegistry registry) {
        vertx.eventBus().registerDefaultCodec(FailureReply.class, new FailureCodec());
        RpcNode rpcNode = new RpcNode(vertx, nodeId, settings, registry);
        return rpcNode.dispatcher
                .open()
                .compose(open -> rpcNode.heartbeatListener.deploy(vertx))
                .onSuccess(listening -> rpcNode.start())
                .map(rpcNode);
    }

    private void start() {
        heartbeatSender.start(settings.heartbeatInterval());
        heartbeatSender.schedule(
                settings.heartbeatInterval().dividedBy(CHECKS_PER_HEARTBEAT), heartbeatListener::checkNodes);
        heartbeatSender.schedule(settings.heartbeatInterval().dividedBy(CHECKS_PER_HEARTBEAT), probes::probeLateNodes);
        heartbeatSender.schedule(settings.heartbeatInterval(), probes::probeNodesWithAbandonedBytes);
    }

    /** Returns the client for calling services, on this node or another. */
    public Bus bus() {
        return bus;
    }

    /** Returns the host where the service verticles of this node register. */
    public ServiceHost serviceHost() {
        return serviceHost;
    }

    /** Returns the directory of the nodes in the cluster. */
    public Directory directory() {
        return directory;
    }

    /** Returns the commands that start and stop services on this node or another. */
    public NodeServices nodeServices() {
        return serviceCommands;
    }

    /** Sets what starts and stops the services of this node. Until then commands fail with SERVICE_UNAVAILABLE. */
    public void setLocalServiceControl(LocalServiceControl control) {
        serviceCommands.setLocalServiceControl(control);
    }

    /** Sets the contracts of all services, whichever node runs them: failures name the service that implements an extension point. */
    public void setContracts(List<Contract> contracts) {
        contracts.forEach(
                contract -> offeredBy(contract).forEach(offered -> implementers.put(offered, contract.service())));
    }

    /**
     * Opens the service and its extension points to calls and publishes that this node offers them. Call it when the verticle of the service
     * has started.
     */
    public void addService(Contract contract) {
        List<String> offered = offeredBy(contract);
        offered.forEach(localServiceInstances::open);
        localServices.updateAndGet(services -> services.with(offered));
        heartbeatSender.sendNow();
    }

    /** Completes when all other nodes have confirmed that they know the services of this node. */
    public Future<Void> confirmServices() {
        return peerConfirmation.request(RpcProtocol.ControlType.HEARTBEAT);
    }

    /**
     * Takes a service of this node out without losing a call: calls of this node go to other nodes at once, then the other nodes finish
     * their calls of the service to this one and send no new ones, then its active calls end. Completes when the verticle of the service
     * can stop.
     */
    public Future<Void> removeService(Contract contract) {
        List<String> withdrawn = offeredBy(contract);
        withdrawn.forEach(localServiceInstances::closeToThisNode);
        localServices.updateAndGet(services -> services.without(withdrawn));
        heartbeatSender.sendNow();
        return peerConfirmation
                .request(RpcProtocol.ControlType.SERVICE_DRAINING)
                .compose(confirmed -> drain.awaitCalls(contract.service(), closeToAll(withdrawn)));
    }

    private List<LocalServiceInstance> closeToAll(List<String> services) {
        return services.stream()
                .flatMap(service -> localServiceInstances.closeToAll(service).stream())
                .toList();
    }

    private static List<String> offeredBy(Contract contract) {
        return contract.withExtensionPoints().stream().map(Contract::service).toList();
    }

    /** Publishes that this node is ready for calls. */
    public void ready() {
        heartbeatSender.changeState(NodeState.READY);
    }

    /** Succeeds if the service responds within one second, on this node or another. */
    public Future<Void> ping(String service) {
        return bus.call(PingOperation.of(service), Empty.INSTANCE, RequestContext.system("ping", PingOperation.TIMEOUT))
                .mapEmpty();
    }

    /**
     * Takes the node out of service: other nodes finish their calls to it and send no new ones, this node finishes its active calls, then
     * it leaves. Completes after at most twice the drain timeout. The bus can still be used for outgoing calls.
     */
    public Future<Void> drain() {
        return drain.announceDraining()
                .onSuccess(announced -> dispatcher.rejectCalls())
                .compose(announced -> drain.awaitActiveCalls(serviceHost.activeCalls()))
                .eventually(this::close);
    }

    /** Leaves the cluster at once. Does nothing after a drain. */
    public Future<Void> close() {
        if (closed.compareAndSet(false, true)) {
            return dispatcher.close().eventually(heartbeatListener::close).eventually(heartbeatSender::leave);
        }
        return Future.succeededFuture();
    }
}
