package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Heartbeat;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives heartbeats and detects silent nodes, both on one dedicated worker thread: heartbeats that have arrived are processed before a
 * node is marked as suspect, however busy the services of this node are.
 */
final class HeartbeatListener extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatListener.class);

    private final String nodeId;
    private final Membership membership;
    private final HeartbeatSender heartbeatSender;
    private @Nullable MessageConsumer<Object> consumer;

    HeartbeatListener(String nodeId, Membership membership, HeartbeatSender heartbeatSender) {
        this.nodeId = nodeId;
        this.membership = membership;
        this.heartbeatSender = heartbeatSender;
    }

    Future<String> deploy(Vertx vertx) {
        return vertx.deployVerticle(
                this,
                new DeploymentOptions()
                        .setThreadingModel(ThreadingModel.WORKER)
                        .setWorkerPoolName("busbar-heartbeat-listener")
                        .setWorkerPoolSize(1));
    }

    @Override
    public Future<?> start() {
        consumer = vertx.eventBus().consumer(RpcProtocol.HEARTBEAT_ADDRESS, this::receive);
        return consumer.completion();
    }

    /** Called when Vert.x closes before this node has left the cluster; other nodes then notice the missing heartbeats. */
    @Override
    public Future<?> stop() {
        heartbeatSender.stop();
        return Future.succeededFuture();
    }

    void checkNodes() {
        context.runOnContext(ignored -> {
            membership.expireSilentNodes();
            membership.failOverdueCalls();
        });
    }

    Future<Void> close() {
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private void receive(Message<Object> message) {
        Heartbeat heartbeat;
        try {
            heartbeat = Heartbeat.from(message);
        } catch (RuntimeException e) {
            LOG.warn("Ignored a malformed heartbeat", e);
            return;
        }
        membership.onHeartbeat(heartbeat);
        if (heartbeat.joining() && !heartbeat.id().equals(nodeId)) {
            heartbeatSender.sendTo(heartbeat.id());
        }
    }
}
