package io.busbar.bus.events;

import io.busbar.bus.EventEnvelope;
import io.busbar.bus.MessageType;
import io.busbar.bus.Tx;
import io.busbar.bus.timers.Recurring;
import io.busbar.bus.timers.Tick;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber whose effects stay in PostgreSQL. What a handler writes and the removal of its delivery commit together, so each message
 * takes effect once, in order per key. A handler calls no other service; what it needs from one is declared as a {@link Lookup}.
 */
public final class Subscriber implements EventSubscriber {
    private final String name;
    private final Map<String, EventBinding<?, ?, ?>> bindings = new LinkedHashMap<>();
    private final List<Recurring> recurringTimers = new ArrayList<>();
    private RedeliveryPolicy redeliveryPolicy = RedeliveryPolicy.DEFAULT;

    /** Handles one event, continuation or tick. */
    @FunctionalInterface
    public interface EventHandler<P> {
        Future<?> handle(Tx tx, EventEnvelope<P> eventEnvelope);
    }

    /** Handles one event or continuation with data of other services, which was loaded at most half a minute before the commit. */
    @FunctionalInterface
    public interface LookupHandler<P, K, V> {
        /**
         * Handles a message.
         *
         * @param found the values of the keys that exist; it may also have those of other messages
         */
        Future<?> handle(Tx tx, EventEnvelope<P> eventEnvelope, Map<K, V> found);
    }

    /** A type of message with its handler and, if the handler needs data of other services, the lookup. */
    public record EventBinding<P, K, V>(
            MessageType<P> messageType, @Nullable Lookup<P, K, V> lookup, LookupHandler<P, K, V> handler)
            implements Binding {}

    /**
     * Creates a subscriber. The name, such as {@code notifications.bookings}, must be unique in the deployment and is never reused for
     * another purpose.
     */
    public Subscriber(String name) {
        this.name = name;
    }

    public <P extends Record> Subscriber on(MessageType<P> messageType, EventHandler<P> eventHandler) {
        return bind(new EventBinding<P, Void, Void>(
                messageType, null, (tx, eventEnvelope, nothing) -> eventHandler.handle(tx, eventEnvelope)));
    }

    /** Handles messages of several types with the same payload. */
    public <P extends Record> Subscriber on(List<? extends MessageType<P>> messageTypes, EventHandler<P> eventHandler) {
        messageTypes.forEach(messageType -> on(messageType, eventHandler));
        return this;
    }

    /** Handles the ticks of a recurring timer. */
    public Subscriber on(Recurring recurring, EventHandler<Tick> eventHandler) {
        recurringTimers.add(recurring);
        return on(recurring.tick(), eventHandler);
    }

    /** Handles an event or a continuation with data of other services, which is loaded before the transaction opens. */
    public <P extends Record, K, V> Subscriber on(
            MessageType<P> messageType, Lookup<P, K, V> lookup, LookupHandler<P, K, V> handler) {
        return bind(new EventBinding<>(messageType, lookup, handler));
    }

    private Subscriber bind(EventBinding<?, ?, ?> binding) {
        if (bindings.put(binding.messageType().type(), binding) != null) {
            throw new IllegalStateException(
                    name + " has two handlers for " + binding.messageType().type());
        }
        return this;
    }

    /**
     * Sets the number of attempts before a delivery becomes a dead letter, and the pause after the first attempt, which doubles up to an
     * hour, with jitter.
     */
    public Subscriber maxAttempts(int limit, Duration backoff) {
        redeliveryPolicy = new RedeliveryPolicy(limit, backoff);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Recurring> recurringTimers() {
        return List.copyOf(recurringTimers);
    }

    @Override
    public RedeliveryPolicy redeliveryPolicy() {
        return redeliveryPolicy;
    }

    /** Returns the handlers by type of message, in the order of their declaration. */
    @Override
    public Map<String, EventBinding<?, ?, ?>> bindings() {
        return Collections.unmodifiableMap(bindings);
    }

    /** Returns whether a handler needs data of other services. */
    public boolean hasLookups() {
        return bindings.values().stream().anyMatch(binding -> binding.lookup() != null);
    }
}
