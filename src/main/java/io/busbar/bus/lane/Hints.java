package io.busbar.bus.lane;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one node tells all others to be quick, and nobody may rely on: it can get lost. Each hint is one line of text. Those of one
 * millisecond travel together, so that a thousand commits in a second are not as many messages to every node.
 */
public final class Hints {
    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);
    private static final String FROM = "from";
    private static final int LONGEST_MESSAGE = 64 * 1024;
    private static final int MOST_A_SECOND = 4 << 20;
    private static final long PATIENCE_MILLIS = 1;

    private final Vertx vertx;
    private final String address;
    private final Consumer<String> heard;
    private final String self = UUID.randomUUID().toString();
    private final List<String> untold = new ArrayList<>();
    private long second = System.nanoTime();
    private long told;

    /** {@code heard} gets the hints of other nodes about this subject, one by one, on an event loop. */
    public Hints(Vertx vertx, String subject, Consumer<String> heard) {
        this.vertx = vertx;
        this.address = Wire.HINTS + subject; // a service may be called the same
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
            if (isTooMuch(line.length())) {
                return;
            }
            first = untold.isEmpty();
            untold.add(line);
        }
        if (first) {
            vertx.setTimer(PATIENCE_MILLIS, tick -> flush());
        }
    }

    /** Nobody holds them back for a node that hangs, and what waits for it is in memory until the cluster gives it up. */
    private boolean isTooMuch(int length) {
        long now = System.nanoTime();
        if (now - second > TimeUnit.SECONDS.toNanos(1)) {
            second = now;
            told = 0;
        }
        told += length;
        return told > MOST_A_SECOND;
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

    private void hear(String line) {
        try {
            heard.accept(line);
        } catch (RuntimeException e) {
            LOG.warn("A hint at {} could not be made use of", address, e);
        }
    }

    private void hear(Message<String> message) {
        if (!self.equals(message.headers().get(FROM))) {
            message.body().lines().forEach(this::hear);
        }
    }
}
