package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Heartbeat;
import io.busbar.bus.rpc.membership.NodeState;
import io.busbar.bus.rpc.membership.ServiceList;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
    private final Supplier<ServiceList> localServices;
    private final ActiveCalls activeCalls;
    private final ScheduledExecutorService executor;
    private volatile NodeState state = NodeState.STARTING;

    HeartbeatSender(Vertx vertx, String nodeId, Supplier<ServiceList> localServices, ActiveCalls activeCalls) {
        this.vertx = vertx;
        this.nodeId = nodeId;
        this.localServices = localServices;
        this.activeCalls = activeCalls;
        this.executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("busbar-heartbeat-sender").factory());
    }

    /** Sends a joining heartbeat, which the other nodes answer with theirs, then one heartbeat per interval. */
    void start(Duration interval) {
        executor.execute(logExceptions(() -> publish(heartbeat(true))));
        schedule(interval, () -> publish(heartbeat()));
    }

    /** Runs an action at a fixed interval on the heartbeat thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // completes only with the executor: actions never throw
    void schedule(Duration interval, Runnable action) {
        long nanos = interval.toNanos();
        executor.scheduleAtFixedRate(logExceptions(action), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Changes the state and sends it to the other nodes at once. */
    void changeState(NodeState next) {
        state = next;
        sendNow();
    }

    /** Sends a heartbeat now, in addition to the periodic ones. */
    void sendNow() {
        executor.execute(logExceptions(() -> publish(heartbeat())));
    }

    /** Sends a heartbeat to one node, which has just joined. */
    void sendTo(String node) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader(RpcProtocol.HEADER_CONTROL, RpcProtocol.ControlType.HEARTBEAT.name());
        executor.execute(logExceptions(
                () -> vertx.eventBus().send(RpcProtocol.nodeAddress(node), new EncodedJson(heartbeat()), options)));
    }

    /** Sends the last heartbeat, with state LEFT. Completes when it is written, or fails if it can't be sent. */
    Future<Void> leave() {
        state = NodeState.LEFT;
        if (executor.isShutdown()) {
            return Future.succeededFuture();
        }
        Promise<Void> written = Promise.promise();
        executor.execute(() -> publishLast(written));
        executor.shutdown();
        return written.future();
    }

    /** Stops without a last heartbeat. */
    void stop() {
        executor.shutdownNow();
    }

    private void publishLast(Promise<Void> written) {
        try {
            publish(heartbeat()).onComplete(written);
        } catch (RuntimeException e) {
            written.fail(e);
        }
    }

    Heartbeat heartbeat() {
        return heartbeat(false);
    }

    private Heartbeat heartbeat(boolean joining) {
        ServiceList services = localServices.get();
        return new Heartbeat(
                nodeId, services.names(), services.revision(), state, activeCalls.count(), joining, Instant.now());
    }

    private Future<Void> publish(Heartbeat heartbeat) {
        return vertx.eventBus().publisher(RpcProtocol.HEARTBEAT_ADDRESS).write(new EncodedJson(heartbeat));
    }

    /** Logs exceptions, because an uncaught one would end the schedule silently. */
    private static Runnable logExceptions(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.warn("A task of the heartbeat thread failed", e);
            }
        };
    }
}
