package io.busbar.bus;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who wants to hear of events, and what it does on each. A subscriber's effect and the end of the delivery commit together; a failure
 * is tried again with growing pauses, and after the last attempt the delivery becomes a dead letter and its key moves on.
 */
public final class Subscriber {
    private final String name;
    private final Map<String, EventBinding<?>> bindings = new LinkedHashMap<>();
    private boolean externalEffects;
    private int maxAttempts = 10;
    private Duration initialBackoff = Duration.ofSeconds(1);

    /** What a subscriber does when an event reaches it. */
    @FunctionalInterface
    public interface EventHandler<P> {
        Future<?> handle(Tx tx, EventEnvelope<P> eventEnvelope);
    }

    /** One event and what is done on it. */
    public record EventBinding<P>(Event<P> event, EventHandler<P> eventHandler) {}

    /** Names a subscriber. The name is unique in the deployment and never reused for another purpose: {@code notifications.bookings}. */
    public Subscriber(String name) {
        this.name = name;
    }

    public <P extends Record> Subscriber on(Event<P> event, EventHandler<P> eventHandler) {
        if (bindings.put(event.type(), new EventBinding<>(event, eventHandler)) != null) {
            throw new IllegalStateException(name + " reacts twice to " + event.type());
        }
        return this;
    }

    /** Its effects reach outside PostgreSQL (mail, webhooks), so each runs alone and may run again after a crash. */
    public Subscriber externalEffects() {
        externalEffects = true;
        return this;
    }

    /** Attempts before it becomes a dead letter, and the pause after the first; it doubles up to an hour, with jitter. */
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
