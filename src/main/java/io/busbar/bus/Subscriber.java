package io.busbar.bus;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A named set of event handlers. What a handler writes and the removal of its delivery commit together. A failed delivery is retried with
 * growing pauses; after the last attempt it becomes a dead letter, and the next delivery of its key proceeds.
 */
public final class Subscriber {
    private final String name;
    private final Map<String, EventBinding<?>> bindings = new LinkedHashMap<>();
    private boolean externalEffects;
    private int maxAttempts = 10;
    private Duration initialBackoff = Duration.ofSeconds(1);

    /** Handles one event. */
    @FunctionalInterface
    public interface EventHandler<P> {
        Future<?> handle(Tx tx, EventEnvelope<P> eventEnvelope);
    }

    /** An event with its handler. */
    public record EventBinding<P>(Event<P> event, EventHandler<P> eventHandler) {}

    /**
     * Creates a subscriber. The name, such as {@code notifications.bookings}, must be unique in the deployment and is never reused for
     * another purpose.
     */
    public Subscriber(String name) {
        this.name = name;
    }

    public <P extends Record> Subscriber on(Event<P> event, EventHandler<P> eventHandler) {
        if (bindings.put(event.type(), new EventBinding<>(event, eventHandler)) != null) {
            throw new IllegalStateException(name + " has two handlers for " + event.type());
        }
        return this;
    }

    /**
     * Declares that the handlers have effects outside PostgreSQL, such as mail or webhooks. Each delivery then runs in a transaction of its
     * own and may run again after a crash.
     */
    public Subscriber externalEffects() {
        externalEffects = true;
        return this;
    }

    /**
     * Sets the number of attempts before a delivery becomes a dead letter, and the pause after the first attempt, which doubles up to an
     * hour, with jitter.
     */
    public Subscriber maxAttempts(int limit, Duration backoff) {
        maxAttempts = limit;
        initialBackoff = backoff;
        return this;
    }

    public String name() {
        return name;
    }

    public Map<String, EventBinding<?>> bindings() {
        return Map.copyOf(bindings);
    }

    public boolean hasExternalEffects() {
        return externalEffects;
    }

    public int maxAttempts() {
        return maxAttempts;
    }

    public Duration initialBackoff() {
        return initialBackoff;
    }
}
