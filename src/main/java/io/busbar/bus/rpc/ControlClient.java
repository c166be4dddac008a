package io.busbar.bus.rpc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sends control messages to other nodes: messages between nodes that call no service, such as a probe. A request fails as soon as the other
 * node is suspected to be down or leaves.
 */
final class ControlClient {
    private final Vertx vertx;
    private final String nodeId;
    private final Peers peers;

    ControlClient(Vertx vertx, String nodeId, Peers peers) {
        this.vertx = vertx;
        this.nodeId = nodeId;
        this.peers = peers;
    }

    Future<Message<Object>> request(
            String node, RpcProtocol.ControlType controlType, @Nullable Object body, Duration timeout) {
        InFlightWindow window = peers.window(node);
        PendingReply pending = window.registerControlMessage(Instant.now().plus(timeout), vertx.getOrCreateContext());
        DeliveryOptions options = new DeliveryOptions()
                .addHeader(RpcProtocol.HEADER_CONTROL, controlType.name())
                .addHeader(RpcProtocol.HEADER_SENDER_NODE, nodeId)
                .setSendTimeout(timeout.toMillis());
        vertx.eventBus()
                .<Object>request(RpcProtocol.nodeAddress(node), body, options)
                .onComplete(done -> {
                    window.complete(pending, done.cause()); // frees the window
                    pending.complete(done); // completes the future of the sender
                });
        return pending.future();
    }
}
