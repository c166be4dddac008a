package io.busbar.bus;

import io.vertx.core.Future;
import jakarta.validation.constraints.NotNull;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries that failed every attempt: to be looked at, and put back or dropped once somebody knows why. */
public interface DeadLetters {

    /** One of them. What the event said stays with the event. */
    record DeadLetter(
            @NotNull @Doc(value = "Its id; rises with the order of announcements.", example = "4711")
            Long id,

            @NotNull @Doc(value = "Whose effect failed.", example = "notifications.bookings")
            String subscriber,

            @NotNull @Doc(value = "What happened.", example = "catalog.service.created")
            String event,

            @NotNull @Doc(value = "The event's id.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID eventId,

            @NotNull @Doc(value = "What its order was kept by.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b12")
            String key,

            @NotNull @Doc(value = "How often it was tried.", example = "10")
            Integer attempts,

            @NotNull
            @Doc(
                    value = "What went wrong the last time; the log has more under the event's id.",
                    example = "NOT_FOUND: There is no such user")
            String lastError,

            @NotNull @Doc(value = "When the event was announced.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime publishedAt,

            @NotNull @Doc(value = "When the last attempt failed.", example = "2026-11-20T09:47:00Z")
            OffsetDateTime failedAt) {}

    /**
     * The newest first.
     *
     * @param subscriber only this one's, or null for all
     * @param before     ids below this one; {@link Long#MAX_VALUE} for the start
     * @param limit      at most this many
     */
    Future<List<DeadLetter>> list(@Nullable String subscriber, long before, int limit);

    /** Puts one back to its old place with all attempts before it; what stands there is returned, unless there is no such letter. */
    Future<Optional<DeadLetter>> replay(Tx tx, long id);

    /** Puts back the oldest of a subscriber's, at most this many, and tells how many there were. */
    Future<Integer> replayAll(Tx tx, String subscriber, int limit);

    /** Drops one for good; it is returned, unless there is no such letter. */
    Future<Optional<DeadLetter>> discard(Tx tx, long id);
}
