package io.busbar.bus.events;

import io.busbar.bus.Continuation;
import io.busbar.bus.MessageType;
import io.busbar.bus.timers.Recurring;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A named set of handlers of events, and of continuations and recurring timers of the subscriber's own service. A {@link Subscriber} writes
 * to PostgreSQL only; an {@link ExternalSubscriber} also has effects outside. A failed delivery is retried with growing pauses; after the
 * last attempt it becomes a dead letter, and the next delivery of its key proceeds.
 */
public sealed interface EventSubscriber permits Subscriber, ExternalSubscriber {
    /** A type of message and what handles it. */
    interface Binding {
        MessageType<?> messageType();
    }

    /** Returns the name, which is unique in the deployment. */
    String name();

    /** Returns the events and continuations that the subscriber handles, including the ticks of recurring timers. */
    default List<MessageType<?>> messageTypes() {
        List<MessageType<?>> messageTypes = new ArrayList<>();
        bindings().values().forEach(binding -> messageTypes.add(binding.messageType()));
        return messageTypes;
    }

    /** Returns the handlers by type of message. */
    Map<String, ? extends Binding> bindings();

    /** Returns the continuations that the subscriber handles, including the ticks of recurring timers. */
    default List<Continuation<?>> continuations() {
        List<Continuation<?>> continuations = new ArrayList<>();
        for (MessageType<?> messageType : messageTypes()) {
            if (messageType instanceof Continuation<?> continuation) {
                continuations.add(continuation);
            }
        }
        return continuations;
    }

    List<Recurring> recurringTimers();

    RedeliveryPolicy redeliveryPolicy();
}
