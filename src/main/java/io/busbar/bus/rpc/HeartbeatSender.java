package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Heartbeat;
import io.busbar.bus.rpc.membership.NodeState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends this node's heartbeats. It has its own thread, so that a node with busy event loops still sends them; a single thread keeps them in
 * order.
 */
final class HeartbeatSender {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatSender.class);

    private final Vertx vertx;
    private final String nodeId;
    private final Set<String> localServices;
    private final ActiveCalls activeCalls;
    private final ScheduledExecutorService executor;
    private volatile NodeState state = NodeState.STARTING;

    HeartbeatSender(Vertx vertx, String nodeId, Set<String> localServices, ActiveCalls activeCalls) {
        this.vertx = vertx;
        this.nodeId = nodeId;
        this.localServices = localServices;
        this.activeCalls = activeCalls;
        this.executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("busbar-heartbeat-sender").factory());
    }

    /** Sends a heartbeat that asks for replies, then one per interval. */
    void start(Duration interval) {
        executor.execute(logExceptions(() -> publish(true)));
        schedule(interval, () -> publish(false));
    }

    /** Runs an action at a fixed interval on the heartbeat thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread, and never exceptionally
    void schedule(Duration interval, Runnable action) {
        long nanos = interval.toNanos();
        executor.scheduleAtFixedRate(logExceptions(action), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Changes the state and sends it to the other nodes at once. */
    void changeState(NodeState next) {
        state = next;
        sendNow();
    }

    /** Sends a heartbeat outside the interval. */
    void sendNow() {
        executor.execute(logExceptions(() -> publish(false)));
    }

    /** Sends a heartbeat to one node, which has just joined. */
    void sendTo(String node) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader(RpcProtocol.CONTROL, RpcProtocol.Control.HEARTBEAT.name());
        executor.execute(logExceptions(() ->
                vertx.eventBus().send(RpcProtocol.nodeAddress(node), new EncodedJson(heartbeat(false)), options)));
    }

    /** Sends the last heartbeat, with state LEFT. Completes when it is written. */
    Future<Void> leave() {
        state = NodeState.LEFT;
        if (executor.isShutdown()) {
            return Future.succeededFuture();
        }
        Promise<Void> written = Promise.promise();
        executor.execute(logExceptions(() -> publish(false).onComplete(written)));
        executor.shutdown();
        return written.future();
    }

    /** Stops without a last heartbeat. */
    void stop() {
        executor.shutdownNow();
    }

    Heartbeat heartbeat(boolean joining) {
        return new Heartbeat(nodeId, localServices, state, activeCalls.count(), joining, Instant.now());
    }

    private Future<Void> publish(boolean joining) {
        return vertx.eventBus().publisher(RpcProtocol.HEARTBEATS).write(new EncodedJson(heartbeat(joining)));
    }

    /** Logs exceptions, because an uncaught one would end the schedule silently. */
    private static Runnable logExceptions(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.warn("Sending a heartbeat failed", e);
            }
        };
    }
}
