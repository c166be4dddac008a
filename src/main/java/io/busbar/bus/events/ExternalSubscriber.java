package io.busbar.bus.events;

import io.busbar.bus.EventEnvelope;
import io.busbar.bus.MessageType;
import io.busbar.bus.RequestContext;
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

/**
 * A subscriber whose handlers call other services or have effects outside PostgreSQL, such as mail or webhooks. A handler runs without a
 * transaction, while its node holds a lease on the delivery; deliveries of one key run one after the other. The delivery is removed only if
 * no other node has taken it over meanwhile. A handler may run again after a crash, so it derives the IDs of its effects from
 * {@link EventEnvelope#id()}.
 */
public final class ExternalSubscriber implements EventSubscriber {
    private static final int DEFAULT_CONCURRENCY = 4;

    private final String name;
    private final Map<String, ExternalBinding<?, ?>> bindings = new LinkedHashMap<>();
    private final List<Recurring> recurringTimers = new ArrayList<>();
    private RedeliveryPolicy redeliveryPolicy = RedeliveryPolicy.DEFAULT;
    private int concurrency = DEFAULT_CONCURRENCY;

    /** Handles one event, continuation or tick outside a transaction. */
    @FunctionalInterface
    public interface ExternalHandler<P, R> {
        /**
         * Handles a message.
         *
         * @param requestContext for calls of other services; at its deadline the attempt counts as failed
         */
        Future<R> handle(EventEnvelope<P> eventEnvelope, RequestContext requestContext);
    }

    /** Writes the result of a handler in the transaction that removes the delivery. It may run again if the transaction conflicts. */
    @FunctionalInterface
    public interface ResultWriter<P, R> {
        Future<?> write(Tx tx, EventEnvelope<P> eventEnvelope, R result);
    }

    /** A type of message with its handler and what is written when the handler has succeeded. */
    public record ExternalBinding<P, R>(
            MessageType<P> messageType, ExternalHandler<P, R> handler, ResultWriter<P, R> resultWriter)
            implements Binding {}

    /**
     * Creates a subscriber. The name, such as {@code notifications.emails}, must be unique in the deployment and is never reused for
     * another purpose.
     */
    public ExternalSubscriber(String name) {
        this.name = name;
    }

    public <P extends Record, R> ExternalSubscriber on(MessageType<P> messageType, ExternalHandler<P, R> handler) {
        return on(messageType, handler, (tx, eventEnvelope, result) -> Future.succeededFuture());
    }

    /**
     * Handles an event or a continuation, then writes the result of the handler; the write and the removal of the delivery commit together.
     */
    public <P extends Record, R> ExternalSubscriber on(
            MessageType<P> messageType, ExternalHandler<P, R> handler, ResultWriter<P, R> resultWriter) {
        if (bindings.put(messageType.type(), new ExternalBinding<>(messageType, handler, resultWriter)) != null) {
            throw new IllegalStateException(name + " has two handlers for " + messageType.type());
        }
        return this;
    }

    /** Handles the ticks of a recurring timer. */
    public <R> ExternalSubscriber on(Recurring recurring, ExternalHandler<Tick, R> handler) {
        recurringTimers.add(recurring);
        return on(recurring.tick(), handler);
    }

    /** Handles the ticks of a recurring timer, then writes the result of the handler. */
    public <R> ExternalSubscriber on(
            Recurring recurring, ExternalHandler<Tick, R> handler, ResultWriter<Tick, R> resultWriter) {
        recurringTimers.add(recurring);
        return on(recurring.tick(), handler, resultWriter);
    }

    /**
     * Sets the number of attempts before a delivery becomes a dead letter, and the pause after the first attempt, which doubles up to an
     * hour, with jitter. An attempt whose node was lost counts.
     */
    public ExternalSubscriber maxAttempts(int limit, Duration backoff) {
        redeliveryPolicy = new RedeliveryPolicy(limit, backoff);
        return this;
    }

    /** Sets how many deliveries each node handles at once; other subscribers have their own. */
    public ExternalSubscriber concurrency(int perNode) {
        concurrency = perNode;
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
    public Map<String, ExternalBinding<?, ?>> bindings() {
        return Collections.unmodifiableMap(bindings);
    }

    public int concurrency() {
        return concurrency;
    }
}
