package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the heartbeat of this node to all other nodes and waits until each has confirmed it. */
final class PeerConfirmation {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConfirmation.class);

    private final String nodeId;
    private final Directory directory;
    private final HeartbeatSender heartbeatSender;
    private final ControlClient controlClient;
    private final Duration timeout;

    PeerConfirmation(
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

    /** Completes when every node has confirmed, or at the timeout. */
    Future<Void> request(RpcProtocol.ControlType controlType) {
        List<Future<Void>> confirmed = directory.nodes().stream()
                .filter(node -> !node.id().equals(nodeId) && !node.suspect())
                .map(node -> request(node.id(), controlType))
                .toList();
        return Future.join(confirmed).mapEmpty();
    }

    /** Asks a node to confirm. A node that fails or does not reply within the timeout delays nothing further. */
    private Future<Void> request(String node, RpcProtocol.ControlType controlType) {
        return controlClient
                .request(node, controlType, new EncodedJson(heartbeatSender.heartbeat()), timeout)
                .<Void>mapEmpty()
                .recover(cause -> {
                    LOG.warn("Node {} did not confirm {}: {}", node, controlType, cause.getMessage());
                    return Future.succeededFuture();
                });
    }
}
