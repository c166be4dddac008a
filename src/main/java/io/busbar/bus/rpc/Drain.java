package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.busbar.bus.rpc.membership.NodeState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a node out of service without losing a call. Vert.x alone would lose some: it drops messages on the wire without a reply when a
 * consumer is unregistered. So the node first asks every other node to stop sending calls and to confirm when none is in flight, then
 * rejects new calls, then finishes the active ones, and only then unregisters its address.
 */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final String nodeId;
    private final Directory directory;
    private final HeartbeatSender heartbeatSender;
    private final ControlClient controlClient;
    private final Duration timeout;

    Drain(
            String nodeId,
            Directory directory,
            HeartbeatSender heartbeatSender,
            ControlClient controlClient,
            Duration timeout) {
        this.nodeId = nodeId;
        this.directory = directory;
        this.heartbeatSender = heartbeatSender;
        this.controlClient = controlClient;
        this.timeout = timeout;
    }

    /**
     * Tells all other nodes that this node is draining. Completes when each has confirmed that it has no call in flight to this node, or at
     * the timeout.
     */
    Future<Void> announceDraining() {
        heartbeatSender.changeState(NodeState.DRAINING);
        List<Future<Void>> notified = directory.nodes().stream()
                .filter(node -> !node.id().equals(nodeId) && !node.suspect())
                .map(node -> notifyPeer(node.id()))
                .toList();
        return Future.join(notified).mapEmpty();
    }

    /** Completes when no call is active, or at the timeout. */
    Future<Void> awaitActiveCalls(ActiveCalls activeCalls) {
        return activeCalls
                .whenIdle()
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> {
                    LOG.warn("Shutting down with {} active calls after {}", activeCalls.count(), timeout);
                    return Future.succeededFuture();
                });
    }

    /** Asks a node to confirm. A node that fails or does not reply within the timeout does not block the drain. */
    private Future<Void> notifyPeer(String node) {
        return controlClient
                .request(node, RpcProtocol.ControlType.DRAINING, new EncodedJson(heartbeatSender.heartbeat()), timeout)
                .<Void>mapEmpty()
                .recover(cause -> {
                    LOG.warn("Node {} did not confirm the drain: {}", node, cause.getMessage());
                    return Future.succeededFuture();
                });
    }
}
