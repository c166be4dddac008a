package io.busbar.bus.lane;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks nodes to which calls have timed out whether they have read them, so that their bytes need not wait for the next call that is
 * answered: when the window is full of them, there is none.
 */
final class Probes {
    private static final long PATIENCE = Duration.ofSeconds(30).toMillis();

    private final Vertx vertx;
    private final Directory directory;
    private final Peers peers;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    Probes(Vertx vertx, Directory directory, Peers peers) {
        this.vertx = vertx;
        this.directory = directory;
        this.peers = peers;
    }

    /** Asks those that speak and have something unread, one question at a time. */
    void send() {
        peers.each((node, window) -> {
            if (window.hasUnread()
                    && directory.node(node).isPresent()
                    && !directory.suspects(node)
                    && asked.add(node)) {
                ask(node, window);
            }
        });
    }

    private void ask(String node, Window window) {
        long number = window.mark();
        DeliveryOptions options = new DeliveryOptions()
                .addHeader(Wire.CONTROL, Wire.Control.PROBE.name())
                .setSendTimeout(PATIENCE);
        vertx.eventBus()
                .request(Wire.node(node), null, options)
                .onSuccess(read -> window.read(number))
                .onComplete(done -> asked.remove(node));
    }
}
