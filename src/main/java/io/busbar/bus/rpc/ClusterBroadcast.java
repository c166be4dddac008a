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
 * Sends short text messages to all other nodes, best effort. A message can be lost, so use it only as a hint to do at once what would
 * happen later anyway. Each message is one line; the lines of one millisecond are sent together, so that a thousand commits per second
 * don't cause a thousand messages to every node.
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

    /** Creates a broadcast for one topic. {@code listener} gets the messages of other nodes, one line at a time, on an event loop. */
    public ClusterBroadcast(Vertx vertx, String topic, Consumer<String> listener) {
        this.vertx = vertx;
        // The prefix avoids a clash with a service of the same name.
        this.address = RpcProtocol.BROADCAST_ADDRESS_PREFIX + topic;
        this.listener = listener;
    }

    /** Starts to receive messages of other nodes. */
    public Future<Void> open() {
        return vertx.eventBus().<String>consumer(address, this::receive).completion();
    }

    /** Sends a line to all other nodes. Lines beyond 4 Mi characters per second are dropped. Any thread may call this. */
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

    /**
     * Counts a line and returns whether it exceeds the rate limit. The limit bounds memory: nothing slows down publishing for a node that
     * hangs, and Vert.x keeps its unsent messages in memory until the cluster removes the node.
     */
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
            LOG.warn("A message received at {} could not be processed", address, e);
        }
    }

    private void receive(Message<String> message) {
        if (!senderId.equals(message.headers().get(SENDER))) {
            message.body().lines().forEach(this::receive);
        }
    }
}
