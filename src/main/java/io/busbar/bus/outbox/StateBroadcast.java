package io.busbar.bus.outbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells all nodes the latest values that users watch, best effort. Each value is sent at most four times a second, and is received at most
 * four times a second even if several nodes send it in turn.
 */
public final class StateBroadcast {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final Vertx vertx;
    private final PostCommitBroadcast<StatePush> broadcast;
    private final StateThrottle outgoing;

    StateBroadcast(Vertx vertx) {
        this.vertx = vertx;
        this.broadcast = new PostCommitBroadcast<>(vertx, "states", StatePush.class);
        this.outgoing = new StateThrottle(vertx, INTERVAL, state -> broadcast.publish(List.of(state)));
    }

    /** Publishes a value after the commit that caused it. */
    public void publish(StatePush state) {
        outgoing.offer(state);
    }

    /** Adds a listener for the values of every node. It is called on any thread. */
    public void addListener(Consumer<StatePush> listener) {
        StateThrottle incoming = new StateThrottle(vertx, INTERVAL, listener);
        broadcast.addListener(incoming::offer);
    }

    Future<Void> start() {
        return broadcast.start();
    }
}
