package io.busbar.bus;

import io.busbar.bus.timers.Recurring;
import io.busbar.bus.timers.Tick;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A named set of handlers of events, and of continuations and recurring timers of the subscriber's own service. What a handler writes and the
 * removal of its delivery commit together. A failed delivery is retried with growing pauses; after the last attempt it becomes a dead letter,
 * and the next delivery of its key proceeds.
 */
public final class Subscriber {
    private final String name;
    private final Map<String, EventBinding<?>> bindings = new LinkedHashMap<>();
    private final List<Recurring> recurringTimers = new ArrayList<>();
    private boolean externalEffects;
    private int maxAttempts = 10;
    private Duration initialBackoff = Duration.ofSeconds(1);

    /** Handles one event, continuation or tick. */
    @FunctionalInterface
    public interface EventHandler<P> {
        Future<?> handle(Tx tx, EventEnvelope<P> eventEnvelope);
    }

    /** A type of message with its handler. */
    public record EventBinding<P>(MessageType<P> messageType, EventHandler<P> eventHandler) {}

    /**
     * Creates a subscriber. The name, such as {@code notifications.bookings}, must be unique in the deployment and is never reused for
     * another purpose.
     */
    public Subscriber(String name) {
        this.name = name;
    }

    public <P extends Record> Subscriber on(MessageType<P> messageType, EventHandler<P> eventHandler) {
        if (bindings.put(messageType.type(), new EventBinding<>(messageType, eventHandler)) != null) {
            throw new IllegalStateException(name + " has two handlers for " + messageType.type());
        }
        return this;
    }

    /** Handles the ticks of a recurring timer. */
    public Subscriber on(Recurring recurring, EventHandler<Tick> eventHandler) {
        recurringTimers.add(recurring);
        return on(recurring.tick(), eventHandler);
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

    /** Returns the continuations that it handles, including the ticks of recurring timers. */
    List<Continuation<?>> continuations() {
        List<Continuation<?>> continuations = new ArrayList<>();
        for (EventBinding<?> binding : bindings.values()) {
            if (binding.messageType() instanceof Continuation<?> continuation) {
                continuations.add(continuation);
            }
        }
        return continuations;
    }

    public List<Recurring> recurringTimers() {
        return List.copyOf(recurringTimers);
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
