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
 * Takes a node out without losing a call. Vert.x's own ways lose some: what is on the wire when a consumer is unregistered is dropped
 * without an answer. So first every other node says that it has nothing under way here and sends nothing new, then calls are turned away,
 * then the node's work is finished, and only then the address goes.
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

    /** Completes when the others are done with this node, or at the limit. */
    Future<Void> detachPeers() {
        heartbeatSender.changeState(NodeState.DRAINING);
        List<Future<Void>> notified = directory.nodes().stream()
                .filter(node -> !node.id().equals(nodeId) && !node.suspect())
                .map(node -> notifyPeer(node.id()))
                .toList();
        return Future.join(notified).mapEmpty();
    }

    /** Completes when the work is done, or at the limit. */
    Future<Void> awaitActiveCalls(ActiveCalls activeCalls) {
        return activeCalls
                .whenIdle()
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> {
                    LOG.warn("Shutting down with {} active calls after {}", activeCalls.count(), timeout);
                    return Future.succeededFuture();
                });
    }

    /** A node that does not answer within the limit, or is gone itself, does not hold up the others. */
    private Future<Void> notifyPeer(String node) {
        return controlClient
                .request(node, RpcProtocol.Control.DRAINING, new EncodedJson(heartbeatSender.heartbeat(false)), timeout)
                .<Void>mapEmpty()
                .recover(cause -> {
                    LOG.warn("Node {} did not confirm the drain: {}", node, cause.getMessage());
                    return Future.succeededFuture();
                });
    }
}
