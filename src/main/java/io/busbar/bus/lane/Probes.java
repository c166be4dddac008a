package io.busbar.bus.lane;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks nodes to which calls have timed out whether they have read them, so that their bytes need not wait for the next call that is
 * answered: when the window is full of them, there is none.
 */
final class Probes {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Directory directory;
    private final Peers peers;
    private final Questions questions;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    Probes(Directory directory, Peers peers, Questions questions) {
        this.directory = directory;
        this.peers = peers;
        this.questions = questions;
    }

    /** Asks those that speak and have something unread, one question at a time. The answer as such is what counts. */
    void send() {
        peers.each((node, window) -> {
            if (window.hasUnread() && directory.hears(node) && asked.add(node)) {
                questions.ask(node, Wire.Control.PROBE, null, PATIENCE).onComplete(done -> asked.remove(node));
            }
        });
    }
}
