package io.busbar.bus.lane;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the announcements and judges silence, on a worker thread of its own and in that order: what has arrived is heard before
 * anybody is called silent, however busy the services of this node are.
 */
final class AnnouncementListener extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AnnouncementListener.class);

    private final String self;
    private final Membership membership;
    private final Announcer announcer;
    private @Nullable MessageConsumer<Object> consumer;

    AnnouncementListener(String self, Membership membership, Announcer announcer) {
        this.self = self;
        this.membership = membership;
        this.announcer = announcer;
    }

    Future<String> deploy(Vertx vertx) {
        return vertx.deployVerticle(
                this,
                new DeploymentOptions()
                        .setThreadingModel(ThreadingModel.WORKER)
                        .setWorkerPoolName("busbar-ears")
                        .setWorkerPoolSize(1));
    }

    @Override
    public Future<?> start() {
        consumer = vertx.eventBus().consumer(Wire.NODES, this::hear);
        return consumer.completion();
    }

    /** Vert.x is closing without the lane having been closed: others find out by this node's silence. */
    @Override
    public Future<?> stop() {
        announcer.fallSilent();
        return Future.succeededFuture();
    }

    void sweep() {
        context.runOnContext(ignored -> membership.sweep());
    }

    Future<Void> close() {
        return consumer == null ? Future.succeededFuture() : consumer.unregister();
    }

    private void hear(Message<Object> message) {
        Announcement announcement;
        try {
            announcement = Announcement.from(message);
        } catch (RuntimeException e) {
            LOG.warn("An announcement that cannot be read", e);
            return;
        }
        membership.hear(announcement);
        if (announcement.hello() && !announcement.id().equals(self)) {
            announcer.tell(announcement.id());
        }
    }
}
