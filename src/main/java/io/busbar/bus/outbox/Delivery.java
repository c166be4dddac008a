package io.busbar.bus.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event or continuation to be delivered to one subscriber.
 *
 * @param previousAttempts the number of attempts that have failed
 * @param timerDueNanos    when the timer that caused it was due, in the time of {@link System#nanoTime}; null for a retry or without a timer
 */
record Delivery(
        long id,
        int previousAttempts,
        UUID messageId,
        String type,
        String key,
        String payload,
        OffsetDateTime publishedAt,
        @Nullable Long timerDueNanos) {

    static Delivery of(Row row) {
        return new Delivery(
                row.getLong("id"),
                row.getInteger("attempts"),
                row.getUUID("message_id"),
                row.getString("type"),
                row.getString("key"),
                row.getString("payload"),
                row.getOffsetDateTime("published_at"),
                timerDueNanos(row.getDouble("timer_delay")));
    }

    private static @Nullable Long timerDueNanos(@Nullable Double delaySeconds) {
        return delaySeconds == null ? null : System.nanoTime() - (long) (delaySeconds * 1e9);
    }

    /** Returns how long ago the timer that caused this delivery was due; empty for a retry or without a timer. */
    Optional<Duration> timerDelay() {
        return Optional.ofNullable(timerDueNanos).map(due -> Duration.ofNanos(System.nanoTime() - due));
    }

    /** Runs the subscriber's handler. Fails if this node has no handler for the type. */
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
        P value = Json.mapper().readValue(payload, eventBinding.messageType().payload());
        return eventBinding
                .eventHandler()
                .handle(
                        tx,
                        new EventEnvelope<>(
                                messageId, type, key, value, publishedAt.toInstant(), previousAttempts + 1));
    }
}
