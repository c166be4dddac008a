package io.busbar.bus.lane;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out about nodes what calls do not tell: whether they have read what timed out, and whether they are still there at all. */
final class Probes {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Directory directory;
    private final Membership membership;
    private final Peers peers;
    private final ControlClient questions;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    Probes(Vertx vertx, Directory directory, Membership membership, Peers peers, ControlClient questions) {
        this.vertx = vertx;
        this.directory = directory;
        this.membership = membership;
        this.peers = peers;
        this.questions = questions;
    }

    /**
     * Asks nodes to which calls have timed out whether they have read them, so that their bytes need not wait for the next call that is
     * answered: with a window full of them, there is none. One question at a time; that it is answered is the answer.
     */
    void ask() {
        peers.each((node, window) -> {
            if (window.hasUnread() && directory.hears(node) && asked.add(node)) {
                questions.ask(node, Wire.Control.PROBE, null, PATIENCE).onComplete(done -> asked.remove(node));
            }
        });
    }

    /**
     * Knocks at nodes that owe an announcement while calls to them are under way. The host of a process that is gone refuses the
     * connection, which Vert.x tells whoever writes but not whoever waits for an answer. A process that only hangs is found out by its
     * silence, a little later.
     */
    void knock() {
        DeliveryOptions options = new DeliveryOptions().addHeader(Wire.CONTROL, Wire.Control.PROBE.name());
        peers.each((node, window) -> {
            if (membership.isOverdue(node, window)) {
                vertx.eventBus().sender(Wire.node(node), options).write(null).onFailure(cause -> {
                    if (cause instanceof ConnectException) {
                        membership.unreachable(node);
                    }
                });
            }
        });
    }
}
