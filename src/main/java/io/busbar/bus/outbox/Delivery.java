package io.busbar.bus.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;

/** One event to be delivered to one subscriber, and the number of attempts that have failed. */
record Delivery(
        long id,
        int previousAttempts,
        UUID eventId,
        String type,
        String key,
        String payload,
        OffsetDateTime publishedAt) {

    static Delivery of(Row row) {
        return new Delivery(
                row.getLong("id"),
                row.getInteger("attempts"),
                row.getUUID("event_id"),
                row.getString("type"),
                row.getString("key"),
                row.getString("payload"),
                row.getOffsetDateTime("published_at"));
    }

    /** Runs the subscriber's handler. Fails if this node has no handler for the event's type. */
    Future<?> handle(Subscriber subscriber, Tx tx) {
        Subscriber.EventBinding<?> eventBinding = subscriber.bindings().get(type);
        if (eventBinding == null) {
            return Future.failedFuture(new IllegalStateException("no handler for " + type + " on this node"));
        }
        try {
            return handleWith(eventBinding, tx);
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private <P> Future<?> handleWith(Subscriber.EventBinding<P> eventBinding, Tx tx) throws JsonProcessingException {
        P value = Json.mapper().readValue(payload, eventBinding.event().payload());
        return eventBinding
                .eventHandler()
                .handle(
                        tx,
                        new EventEnvelope<>(eventId, type, key, value, publishedAt.toInstant(), previousAttempts + 1));
    }
}
