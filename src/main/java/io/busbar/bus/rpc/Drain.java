package io.busbar.bus.rpc;

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

    private final HeartbeatSender heartbeatSender;
    private final PeerConfirmation peerConfirmation;
    private final Duration timeout;

    Drain(HeartbeatSender heartbeatSender, PeerConfirmation peerConfirmation, Duration timeout) {
        this.heartbeatSender = heartbeatSender;
        this.peerConfirmation = peerConfirmation;
        this.timeout = timeout;
    }

    /**
     * Tells all other nodes that this node is draining. Completes when each has confirmed that it has no call in flight to this node, or at
     * the timeout.
     */
    Future<Void> announceDraining() {
        heartbeatSender.changeState(NodeState.DRAINING);
        return peerConfirmation.request(RpcProtocol.ControlType.DRAINING);
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

    /** Lets the instances of a service refuse calls. Completes when those that they have accepted have ended, or at the timeout. */
    Future<Void> awaitCalls(String service, List<LocalServiceInstance> instances) {
        List<Future<Void>> ended =
                instances.stream().map(LocalServiceInstance::refuseCalls).toList();
        return Future.join(ended)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .recover(late -> {
                    LOG.warn("Stopping {} with active calls after {}", service, timeout);
                    return Future.succeededFuture();
                });
    }
}
