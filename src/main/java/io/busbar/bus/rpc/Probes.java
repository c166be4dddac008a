package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out about nodes what calls do not tell: whether they have read what timed out, and whether they are still there at all. */
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
     * Asks nodes to which calls have timed out whether they have read them, so that their bytes need not wait for the next call that is
     * answered: with a window full of them, there is none. One question at a time; that it is answered is the answer.
     */
    void probeUnacknowledged() {
        peers.forEach((node, window) -> {
            if (window.hasUnacknowledged() && directory.isResponsive(node) && probing.add(node)) {
                controlClient
                        .request(node, RpcProtocol.Control.PROBE, null, PROBE_TIMEOUT)
                        .onComplete(done -> probing.remove(node));
            }
        });
    }

    /**
     * Knocks at nodes that owe an announcement while calls to them are under way. The host of a process that is gone refuses the
     * connection, which Vert.x tells whoever writes but not whoever waits for an answer. A process that only hangs is found out by its
     * silence, a little later.
     */
    void probeLateNodes() {
        DeliveryOptions options =
                new DeliveryOptions().addHeader(RpcProtocol.CONTROL, RpcProtocol.Control.PROBE.name());
        peers.forEach((node, window) -> {
            if (membership.isLate(node, window)) {
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
