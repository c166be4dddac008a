package io.busbar.bus.lane;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a node out without losing a call. Vert.x's own ways lose some: what is on the wire when a consumer is unregistered is dropped
 * without an answer. So first every other node says that it has nothing under way here and sends nothing new, then calls are turned away,
 * then the node's work is finished, and only then the address goes.
 */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final String self;
    private final Directory directory;
    private final Announcer announcer;
    private final ControlClient questions;
    private final Duration limit;

    Drain(String self, Directory directory, Announcer announcer, ControlClient questions, Duration limit) {
        this.self = self;
        this.directory = directory;
        this.announcer = announcer;
        this.questions = questions;
        this.limit = limit;
    }

    /** Completes when the others are done with this node, or at the limit. */
    Future<Void> dismissOthers() {
        announcer.become(NodeState.DRAINING);
        List<Future<Void>> told = directory.nodes().stream()
                .filter(node -> !node.id().equals(self) && !node.suspect())
                .map(node -> tell(node.id()))
                .toList();
        return Future.join(told).mapEmpty();
    }

    /** Completes when the work is done, or at the limit. */
    Future<Void> finish(ActiveCalls running) {
        return running.none().timeout(limit.toMillis(), TimeUnit.MILLISECONDS).recover(late -> {
            LOG.warn("Leaving with {} calls unfinished after {}", running.count(), limit);
            return Future.succeededFuture();
        });
    }

    /** A node that does not answer within the limit, or is gone itself, does not hold up the others. */
    private Future<Void> tell(String node) {
        return questions
                .ask(node, Wire.Control.DRAINING, new EncodedJson(announcer.announcement(false)), limit)
                .<Void>mapEmpty()
                .recover(cause -> {
                    LOG.warn("Leaving without the consent of node {}: {}", node, cause.getMessage());
                    return Future.succeededFuture();
                });
    }
}
