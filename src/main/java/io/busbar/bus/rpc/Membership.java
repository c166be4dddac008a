package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.ClockSkewDetector;
import io.busbar.bus.rpc.membership.Directory;
import io.busbar.bus.rpc.membership.Heartbeat;
import io.busbar.data.WireNames;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Updates the directory when heartbeats arrive or fail to arrive, logs the changes, and fails the calls to lost nodes. */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** How long after its deadline a call that is still pending counts as having lost its reply. */
    private static final Duration LOST_REPLY_GRACE = Duration.ofMillis(250);

    private final Directory directory;
    private final Peers peers;
    private final RpcMetrics metrics;
    private final ClockSkewDetector clockSkewDetector;

    Membership(Directory directory, Peers peers, RpcMetrics metrics, RpcSettings settings) {
        this.directory = directory;
        this.peers = peers;
        this.metrics = metrics;
        this.clockSkewDetector = new ClockSkewDetector(settings.maxClockSkew());
    }

    void onHeartbeat(Heartbeat heartbeat) {
        String id = heartbeat.id();
        switch (directory.apply(heartbeat, now())) {
            case JOINED -> LOG.info("Node {} joined as {}", id, WireNames.nameOf(heartbeat.state()));
            case RECOVERED -> LOG.info("Node {} recovered", id);
            case LEFT -> {
                LOG.info("Node {} left", id);
                remove(id);
            }
            case NONE -> {}
        }
        if (clockSkewDetector.isSkewConfirmed(id, heartbeat.sentAt(), Instant.now())) {
            LOG.warn(
                    "The clock of node {} differs from the clock of this node; calls between them may time out early or late",
                    id);
        }
    }

    /** Marks silent nodes as suspect, removes nodes that stay silent for long, and fails the calls in flight to both. */
    void expireSilentNodes() {
        Directory.ExpiredNodes expired = directory.expireSilentNodes(now());
        expired.suspected().forEach(id -> onSuspected(id, "suspect"));
        for (String id : expired.removed()) {
            LOG.info("Node {} was removed after a long silence", id);
            remove(id);
        }
    }

    /** Fails calls that are still pending after their deadline, because their reply was lost. */
    void failOverdueCalls() {
        Instant cutoff = Instant.now().minus(LOST_REPLY_GRACE);
        peers.forEach((id, window) ->
                window.abandonExpired(cutoff).forEach(pending -> pending.fail(CallFailure.deadlineExceeded())));
    }

    /** Returns whether a heartbeat of the node is late while calls to it are in flight. */
    boolean isLateWithCallsInFlight(String id, InFlightWindow window) {
        return window.calls() > 0 && directory.isLate(id, now());
    }

    void markUnreachable(String id) {
        if (directory.markUnreachable(id)) {
            onSuspected(id, "unreachable");
        }
    }

    /** Returns whether the message was sent by a node of this cluster. */
    boolean isFromMember(Message<?> message) {
        String from = message.headers().get(RpcProtocol.HEADER_SENDER_NODE);
        return from != null && directory.contains(from);
    }

    /** Completes when the calls of these services that this node now has in flight to the given node have ended. */
    Future<Void> whenCurrentCallsEnd(String node, Predicate<String> services) {
        return peers.window(node).whenCurrentCallsEnd(services);
    }

    /** Logs and counts a node that became suspect, and fails the calls in flight to it. */
    private void onSuspected(String id, String reason) {
        LOG.warn("Node {} is {}; no calls are sent to it until its next heartbeat", id, reason);
        metrics.recordSuspect();
        peers.failPendingCalls(id);
    }

    private void remove(String id) {
        peers.remove(id);
        clockSkewDetector.forget(id);
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
