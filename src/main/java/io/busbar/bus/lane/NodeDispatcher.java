package io.busbar.bus.lane;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's one clustered address: hands calls to the services of this node, and answers what nodes ask of each other. */
final class NodeDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(NodeDispatcher.class);

    private final Vertx vertx;
    private final Context context;
    private final Set<String> served;
    private final Membership membership;
    private final MessageConsumer<Object> consumer;
    private volatile boolean refusing;

    NodeDispatcher(Vertx vertx, String self, Set<String> served, Membership membership) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.served = served;
        this.membership = membership;
        this.consumer = vertx.eventBus().consumer(Wire.node(self));
    }

    Future<Void> open() {
        consumer.handler(this::receive);
        return consumer.completion();
    }

    /** From now on calls are turned away, to be tried elsewhere. */
    void refuse() {
        refusing = true;
    }

    Future<Void> close() {
        return consumer.unregister();
    }

    /** Headers and controls are decoded here, and whoever reaches the bus can send what does not decode. */
    private void receive(Message<Object> message) {
        try {
            MultiMap headers = message.headers();
            String control = headers.get(Wire.CONTROL);
            if (control != null) {
                control(Wire.Control.valueOf(control), message);
            } else {
                dispatch(headers.get(Wire.SERVICE), message);
            }
        } catch (RuntimeException e) {
            LOG.warn("A message that cannot be read", e);
            message.reply(
                    FailureReply.of(Failure.of(FailureCode.MALFORMED_REQUEST)).plain());
        }
    }

    private void dispatch(@Nullable String service, Message<Object> message) {
        if (refusing || service == null || !served.contains(service)) {
            turnAway(message);
            return;
        }
        vertx.eventBus()
                .<Arrived>sender(service, LocalCodec.options())
                .write(new Arrived(message))
                .onFailure(cause -> turnAway(message));
    }

    private void turnAway(Message<Object> message) {
        FailureReply reply = FailureReply.untouched(CallFailure.nobody("this service"));
        message.reply(membership.isOurs(message) ? reply : reply.plain());
    }

    private void control(Wire.Control control, Message<Object> message) {
        switch (control) {
            case PROBE -> message.reply(null);
            case ANNOUNCEMENT -> membership.hear(Announcement.from(message));
            case DRAINING -> {
                Announcement announcement = Announcement.from(message);
                membership.hear(announcement);
                membership
                        .quiet(announcement.id())
                        .onComplete(done -> context.runOnContext(ignored -> message.reply(null)));
            }
        }
    }
}
