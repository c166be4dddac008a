package io.busbar.bus.lane;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows from hearing of nodes, and from not hearing of them. */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** A call this much past its deadline whose timer has not fired has lost its answer. */
    private static final Duration OVERDUE = Duration.ofMillis(250);

    private final Directory directory;
    private final Peers peers;
    private final FastLaneMetrics meters;
    private final ClockSkew clocks;

    Membership(Directory directory, Peers peers, FastLaneMetrics meters, LaneSettings settings) {
        this.directory = directory;
        this.peers = peers;
        this.meters = meters;
        this.clocks = new ClockSkew(settings.clockSkew());
    }

    void hear(Announcement announcement) {
        String id = announcement.id();
        switch (directory.heard(announcement, now())) {
            case JOINED ->
                LOG.info("Node {} is there, {}", id, announcement.state().wireName());
            case BACK -> LOG.info("Node {} is back", id);
            case LEFT -> {
                LOG.info("Node {} has left", id);
                forget(id);
            }
            case NOTHING -> {}
        }
        if (clocks.isOff(id, announcement.at(), Instant.now())) {
            LOG.warn("The clock of node {} differs from this one's; calls between them may end early or late", id);
        }
    }

    /** Looks for nodes that went silent, fails what is under way to them, and ends calls that nothing else ends. */
    void sweep() {
        Directory.Sweep found = directory.sweep(now());
        found.suspect().forEach(id -> lose(id, "silent"));
        for (String id : found.forgotten()) {
            LOG.info("Node {} is forgotten", id);
            forget(id);
        }
        Instant limit = Instant.now().minus(OVERDUE);
        peers.each((id, window) -> window.abandonOverdue(limit).forEach(slot -> slot.fail(CallFailure.tooLate())));
    }

    /** Whether a node owes an announcement and answers too. */
    boolean isOverdue(String id, InFlightWindow window) {
        return window.calls() > 0 && directory.isLate(id, now());
    }

    void unreachable(String id) {
        if (directory.unreachable(id)) {
            lose(id, "not reachable");
        }
    }

    /** Whether the message comes from one of our nodes. */
    boolean isOurs(Message<?> message) {
        String from = message.headers().get(Wire.FROM);
        return from != null && directory.knows(from);
    }

    /** When no call of this node to that one is under way. */
    Future<Void> quiet(String node) {
        return peers.window(node).quiet();
    }

    private void lose(String id, String why) {
        LOG.warn("Node {} is {}; nothing is sent to it until it speaks again", id, why);
        meters.suspected();
        peers.lose(id);
    }

    private void forget(String id) {
        peers.forget(id);
        clocks.forget(id);
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
