package io.busbar.bus.lane;

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
final class Announcer {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    private final Vertx vertx;
    private final String self;
    private final Set<String> served;
    private final ActiveCalls running;
    private final ScheduledExecutorService thread;
    private volatile NodeState state = NodeState.STARTING;

    Announcer(Vertx vertx, String self, Set<String> served, ActiveCalls running) {
        this.vertx = vertx;
        this.self = self;
        this.served = served;
        this.running = running;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("busbar-announcer").factory());
    }

    /** Says hello, and from then on that it is there. */
    void start(Duration interval) {
        thread.execute(safely(() -> publish(true)));
        every(interval, () -> publish(false));
    }

    /** Runs something regularly beside the announcements. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the thread, and never exceptionally
    void every(Duration interval, Runnable action) {
        long nanos = interval.toNanos();
        thread.scheduleAtFixedRate(safely(action), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Moves on, and tells the others at once. */
    void become(NodeState next) {
        state = next;
        now();
    }

    /** Announces out of turn. */
    void now() {
        thread.execute(safely(() -> publish(false)));
    }

    /** Tells one node alone, which has just said hello. */
    void tell(String node) {
        DeliveryOptions options = new DeliveryOptions().addHeader(Wire.CONTROL, Wire.Control.ANNOUNCEMENT.name());
        thread.execute(
                safely(() -> vertx.eventBus().send(Wire.node(node), new EncodedJson(announcement(false)), options)));
    }

    /** The last word. Completes when it is written. */
    Future<Void> leave() {
        state = NodeState.LEFT;
        if (thread.isShutdown()) {
            return Future.succeededFuture();
        }
        Promise<Void> written = Promise.promise();
        thread.execute(safely(() -> publish(false).onComplete(written)));
        thread.shutdown();
        return written.future();
    }

    /** Stops without a word. */
    void fallSilent() {
        thread.shutdownNow();
    }

    Announcement announcement(boolean hello) {
        return new Announcement(self, served, state, running.count(), hello, Instant.now());
    }

    private Future<Void> publish(boolean hello) {
        return vertx.eventBus().publisher(Wire.NODES).write(new EncodedJson(announcement(hello)));
    }

    /** An exception would end the repetition without a word. */
    private static Runnable safely(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.warn("Announcing failed", e);
            }
        };
    }
}
