package io.busbar.bus;

import io.busbar.data.listing.Page;
import io.busbar.data.listing.Pageable;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives operators access to deliveries that failed every attempt: they inspect them and, once the cause is known, replay or discard them.
 */
public interface DeadLetters {

    /** One dead letter. Its payload contains IDs of people, never their names or addresses. */
    record DeadLetter(
            @Doc(value = "The dead letter's ID. IDs rise in the order of publication.", example = "4711")
            Long id,

            @Doc(value = "The subscriber that failed.", example = "notifications.bookings")
            String subscriber,

            @Doc(value = "The type of the event or continuation.", example = "catalog.service.created")
            String event,

            @Doc(value = "The ID of the event or continuation.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID eventId,

            @Doc(
                    value = "The key; what has the same key is delivered in order.",
                    example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            String key,

            @Doc(
                    value = "The payload of the event or continuation.",
                    example = "{\"id\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12\"}")
            Map<String, Object> payload,

            @Doc(value = "The number of failed attempts.", example = "10")
            Integer attempts,

            @Text(500)
            @Doc(
                    value = "The error of the last attempt. The log has details under the event's ID.",
                    example = "NOT_FOUND: User not found")
            String lastError,

            @Doc(
                    value = "The time at which the event was published or the continuation enqueued.",
                    example = "2026-11-20T09:30:00Z")
            OffsetDateTime publishedAt,

            @Doc(value = "The time at which the last attempt failed.", example = "2026-11-20T09:47:00Z")
            OffsetDateTime failedAt) {}

    /**
     * Returns dead letters, most recent first.
     *
     * @param subscriber return only dead letters of this subscriber; null for all
     */
    Future<Page<DeadLetter>> list(@Nullable String subscriber, Pageable request);

    /**
     * Puts a dead letter back at its original position in the queue and resets its attempts. The result is empty if there is no such dead
     * letter.
     */
    Future<Optional<DeadLetter>> replay(Tx tx, long id);

    /** Replays the oldest dead letters of a subscriber, at most {@code limit}, and returns how many were replayed. */
    Future<Integer> replayAll(Tx tx, String subscriber, int limit);

    /** Deletes a dead letter. The result is empty if there is no such dead letter. */
    Future<Optional<DeadLetter>> discard(Tx tx, long id);
}
