package io.busbar.bus.lane;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a node out without losing a call. Vert.x's own ways lose some: what is on the wire when a consumer is unregistered is dropped
 * without an answer. So first every other node says that it has nothing under way here and sends nothing new, then calls are turned away,
 * then the node's work is finished, and only then the address goes.
 */
final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Vertx vertx;
    private final String self;
    private final Directory directory;
    private final Announcer announcer;
    private final Duration limit;

    Drain(Vertx vertx, String self, Directory directory, Announcer announcer, Duration limit) {
        this.vertx = vertx;
        this.self = self;
        this.directory = directory;
        this.announcer = announcer;
        this.limit = limit;
    }

    /** Completes when the others are done with this node, or at the limit. */
    Future<Void> dismissOthers() {
        announcer.become(NodeState.DRAINING);
        List<Future<Object>> told = directory.nodes().stream()
                .filter(node -> !node.id().equals(self) && !node.suspect())
                .map(node -> tell(node.id()))
                .toList();
        return Future.join(told).mapEmpty();
    }

    /** Completes when the work is done, or at the limit. */
    Future<Void> finish(Running running) {
        return running.none()
                .timeout(limit.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
                .recover(late -> {
                    LOG.warn("Leaving with {} calls unfinished after {}", running.count(), limit);
                    return Future.succeededFuture();
                });
    }

    /** A node that does not say so within the limit, or at all, does not hold up the others. */
    private Future<Object> tell(String node) {
        DeliveryOptions options = new DeliveryOptions()
                .addHeader(Wire.CONTROL, Wire.Control.DRAINING.name())
                .setSendTimeout(limit.toMillis());
        return vertx.eventBus()
                .request(Wire.node(node), new EncodedJson(announcer.announcement(false)), options)
                .<Object>mapEmpty()
                .otherwise(cause -> {
                    LOG.warn("Node {} did not take leave: {}", node, cause.getMessage());
                    return null;
                });
    }
}
