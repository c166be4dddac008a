package io.busbar.bus.rpc;

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
public final class ClusterBroadcast {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterBroadcast.class);
    private static final String SENDER = "from";
    private static final int MAX_MESSAGE_LENGTH = 64 * 1024;
    private static final int MAX_CHARS_PER_SECOND = 4 << 20;
    private static final long FLUSH_DELAY_MILLIS = 1;

    private final Vertx vertx;
    private final String address;
    private final Consumer<String> listener;
    private final String senderId = UUID.randomUUID().toString();
    private final List<String> pending = new ArrayList<>();
    private long windowStart = System.nanoTime();
    private long charsInWindow;

    /** {@code heard} gets the hints of other nodes about this subject, one by one, on an event loop. */
    public ClusterBroadcast(Vertx vertx, String topic, Consumer<String> listener) {
        this.vertx = vertx;
        this.address = RpcProtocol.BROADCAST_PREFIX + topic; // a service may be called the same
        this.listener = listener;
    }

    /** Hears those of the others from now on. */
    public Future<Void> open() {
        return vertx.eventBus().<String>consumer(address, this::receive).completion();
    }

    /** Tells the others, on any thread. */
    public void broadcast(String line) {
        if (!vertx.isClustered()) {
            return;
        }
        boolean first;
        synchronized (pending) {
            if (exceedsRateLimit(line.length())) {
                return;
            }
            first = pending.isEmpty();
            pending.add(line);
        }
        if (first) {
            vertx.setTimer(FLUSH_DELAY_MILLIS, tick -> flush());
        }
    }

    /** Nobody holds them back for a node that hangs, and what waits for it is in memory until the cluster gives it up. */
    private boolean exceedsRateLimit(int length) {
        long now = System.nanoTime();
        if (now - windowStart > TimeUnit.SECONDS.toNanos(1)) {
            windowStart = now;
            charsInWindow = 0;
        }
        charsInWindow += length;
        return charsInWindow > MAX_CHARS_PER_SECOND;
    }

    private void flush() {
        List<String> lines;
        synchronized (pending) {
            lines = List.copyOf(pending);
            pending.clear();
        }
        StringBuilder message = new StringBuilder();
        for (String line : lines) {
            if (!message.isEmpty() && message.length() + line.length() > MAX_MESSAGE_LENGTH) {
                publish(message.toString());
                message.setLength(0);
            }
            message.append(line).append('\n');
        }
        publish(message.toString());
    }

    private void publish(String message) {
        vertx.eventBus().publish(address, message, new DeliveryOptions().addHeader(SENDER, senderId));
    }

    private void receive(String line) {
        try {
            listener.accept(line);
        } catch (RuntimeException e) {
            LOG.warn("A broadcast at {} could not be processed", address, e);
        }
    }

    private void receive(Message<String> message) {
        if (!senderId.equals(message.headers().get(SENDER))) {
            message.body().lines().forEach(this::receive);
        }
    }
}
