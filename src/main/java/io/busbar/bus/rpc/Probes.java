package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sends probes to nodes: to learn whether they have read calls that timed out, and whether they can still be connected to. */
final class Probes {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Directory directory;
    private final Membership membership;
    private final Peers peers;
    private final ControlClient controlClient;
    private final Set<String> probing = ConcurrentHashMap.newKeySet();

    Probes(Vertx vertx, Directory directory, Membership membership, Peers peers, ControlClient controlClient) {
        this.vertx = vertx;
        this.directory = directory;
        this.membership = membership;
        this.peers = peers;
        this.controlClient = controlClient;
    }

    /**
     * Sends a probe to nodes that may not have read timed-out calls. Its answer releases their bytes; with a full window no other call
     * could be answered and release them. At most one probe per node is in flight.
     */
    void probeNodesWithAbandonedBytes() {
        peers.forEach((node, window) -> {
            if (window.hasAbandonedBytes() && directory.isResponsive(node) && probing.add(node)) {
                controlClient
                        .request(node, RpcProtocol.ControlType.PROBE, null, PROBE_TIMEOUT)
                        .onComplete(done -> probing.remove(node));
            }
        });
    }

    /**
     * Sends a message to nodes whose heartbeat is late while calls to them are in flight. If the process has ended, its host refuses the
     * connection, which Vert.x reports to a writer but not to callers that await a reply. A process that hangs is detected a little later
     * by its missing heartbeats.
     */
    void probeLateNodes() {
        DeliveryOptions options =
                new DeliveryOptions().addHeader(RpcProtocol.HEADER_CONTROL, RpcProtocol.ControlType.PROBE.name());
        peers.forEach((node, window) -> {
            if (membership.isLateWithCallsInFlight(node, window)) {
                vertx.eventBus()
                        .sender(RpcProtocol.nodeAddress(node), options)
                        .write(null)
                        .onFailure(cause -> {
                            if (cause instanceof ConnectException) {
                                membership.markUnreachable(node);
                            }
                        });
            }
        });
    }
}
