package io.busbar.bus.lane;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What one node tells all others to be quick, and nobody may rely on: it can get lost. Each hint is one line of text. Those of one
 * millisecond travel together, so that a thousand commits in a second are not as many messages to every node.
 */
public final class Hints {
    private static final String FROM = "from";
    private static final int LONGEST_MESSAGE = 64 * 1024;
    private static final long PATIENCE_MILLIS = 1;

    private final Vertx vertx;
    private final String address;
    private final Consumer<String> heard;
    private final String self = UUID.randomUUID().toString();
    private final List<String> untold = new ArrayList<>();

    /** {@code heard} gets the hints of other nodes, one by one, on an event loop. */
    public Hints(Vertx vertx, String address, Consumer<String> heard) {
        this.vertx = vertx;
        this.address = address;
        this.heard = heard;
    }

    /** Hears those of the others from now on. */
    public Future<Void> open() {
        return vertx.eventBus().<String>consumer(address, this::hear).completion();
    }

    /** Tells the others, on any thread. */
    public void tell(String line) {
        if (!vertx.isClustered()) {
            return;
        }
        boolean first;
        synchronized (untold) {
            first = untold.isEmpty();
            untold.add(line);
        }
        if (first) {
            vertx.setTimer(PATIENCE_MILLIS, tick -> flush());
        }
    }

    private void flush() {
        List<String> lines;
        synchronized (untold) {
            lines = List.copyOf(untold);
            untold.clear();
        }
        StringBuilder message = new StringBuilder();
        for (String line : lines) {
            if (!message.isEmpty() && message.length() + line.length() > LONGEST_MESSAGE) {
                publish(message.toString());
                message.setLength(0);
            }
            message.append(line).append('\n');
        }
        publish(message.toString());
    }

    private void publish(String message) {
        vertx.eventBus().publish(address, message, new DeliveryOptions().addHeader(FROM, self));
    }

    private void hear(Message<String> message) {
        if (!self.equals(message.headers().get(FROM))) {
            message.body().lines().forEach(heard);
        }
    }
}
