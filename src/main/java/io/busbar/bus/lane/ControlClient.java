package io.busbar.bus.lane;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What nodes ask each other beside calls. The question fails as soon as the node falls silent or leaves. */
final class ControlClient {
    private final Vertx vertx;
    private final Peers peers;

    ControlClient(Vertx vertx, Peers peers) {
        this.vertx = vertx;
        this.peers = peers;
    }

    Future<Message<Object>> ask(String node, Wire.Control control, @Nullable Object body, Duration patience) {
        InFlightWindow window = peers.window(node);
        PendingReply slot = window.question(Instant.now().plus(patience), vertx.getOrCreateContext());
        DeliveryOptions options =
                new DeliveryOptions().addHeader(Wire.CONTROL, control.name()).setSendTimeout(patience.toMillis());
        vertx.eventBus().<Object>request(Wire.node(node), body, options).onComplete(done -> {
            window.ended(slot, done.cause());
            slot.settle(done);
        });
        return slot.verdict();
    }
}
