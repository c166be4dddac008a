package io.busbar.bus.outbox.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.MessageType;
import io.busbar.bus.json.Json;
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
 * @param timerDueNanos    when the timer that caused it was due, in the time of {@link System#nanoTime}; null for a retry or without a
 *     timer
 */
record Delivery(
        long id,
        int partition,
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
                row.getInteger("partition"),
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

    /** Returns the message as its handler gets it. */
    <P> EventEnvelope<P> toEnvelope(MessageType<P> messageType) {
        return new EventEnvelope<>(
                messageId, type, key, readPayload(messageType), publishedAt.toInstant(), previousAttempts + 1);
    }

    <P> P readPayload(MessageType<P> messageType) {
        try {
            return Json.mapper().readValue(payload, messageType.payload());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the payload of " + type + " is not readable", e);
        }
    }

    /** Returns the failure of a delivery that this node can't handle, as in a rolling update. */
    IllegalStateException withoutHandler() {
        return new IllegalStateException("no handler for " + type + " on this node");
    }
}
