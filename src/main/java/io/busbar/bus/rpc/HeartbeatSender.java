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
 * Says to the others that this node is there, again and again. On a thread of its own, so that a node whose event loops are busy is slow
 * and not silent; on one thread only, so that announcements keep their order.
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

    /** Says hello, and from then on that it is there. */
    void start(Duration interval) {
        executor.execute(logExceptions(() -> publish(true)));
        schedule(interval, () -> publish(false));
    }

    /** Runs something regularly beside the announcements. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread, and never exceptionally
    void schedule(Duration interval, Runnable action) {
        long nanos = interval.toNanos();
        executor.scheduleAtFixedRate(logExceptions(action), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Moves on, and tells the others at once. */
    void changeState(NodeState next) {
        state = next;
        sendNow();
    }

    /** Announces out of turn. */
    void sendNow() {
        executor.execute(logExceptions(() -> publish(false)));
    }

    /** Tells one node alone, which has just said hello. */
    void sendTo(String node) {
        DeliveryOptions options =
                new DeliveryOptions().addHeader(RpcProtocol.CONTROL, RpcProtocol.Control.HEARTBEAT.name());
        executor.execute(logExceptions(() ->
                vertx.eventBus().send(RpcProtocol.nodeAddress(node), new EncodedJson(heartbeat(false)), options)));
    }

    /** The last word. Completes when it is written. */
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

    /** Stops without a word. */
    void stop() {
        executor.shutdownNow();
    }

    Heartbeat heartbeat(boolean joining) {
        return new Heartbeat(nodeId, localServices, state, activeCalls.count(), joining, Instant.now());
    }

    private Future<Void> publish(boolean joining) {
        return vertx.eventBus().publisher(RpcProtocol.HEARTBEATS).write(new EncodedJson(heartbeat(joining)));
    }

    /** An exception would end the repetition without a word. */
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
