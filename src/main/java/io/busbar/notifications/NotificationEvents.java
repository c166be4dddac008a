package io.busbar.notifications;

import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bus.Event;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The steps from something that happened to people who know of it, as events of the service's own: by the id of the person, so that what
 * one person is told is told in order, and nobody else waits for their number. Ids only, no names.
 */
public interface NotificationEvents {
    Event<Wanted> WANTED = NotificationOperations.NOTIFICATIONS.event(
            "notification.wanted", "Somebody is to be told something.", Wanted.class);

    Event<LetterWanted> LETTER_WANTED = NotificationOperations.NOTIFICATIONS.event(
            "letter.wanted", "What somebody was told is to be mailed to them as well.", LetterWanted.class);

    Event<Announcing> ANNOUNCING = NotificationOperations.NOTIFICATIONS.event(
            "announcing",
            "An announcement has been told as far as this account, and goes on behind it.",
            Announcing.class);

    Event<Forgetting> FORGETTING = NotificationOperations.NOTIFICATIONS.event(
            "forgetting",
            "Somebody was forgotten a moment ago, and their name may have been told since.",
            Forgetting.class);

    /**
     * Whom to tell what.
     *
     * @param source the event behind it: the same source tells a person once
     * @param kind   which of the things there are to tell
     * @param facts  what the sentence is made of
     */
    record Wanted(UUID account, UUID source, String kind, Facts facts) {}

    /**
     * What happened. What does not belong to it is null.
     *
     * @param at       when
     * @param partner  the other person in it
     * @param by       who did it
     * @param service  title of the booked service
     * @param start    of the booking
     * @param before   when the booking was to start, if it was moved
     * @param timeZone the booking's
     * @param stars    of a review
     */
    record Facts(
            Instant at,
            @Nullable UUID partner,
            @Nullable UUID booking,
            @Nullable Party by,
            @Nullable String service,
            @Nullable Instant start,
            @Nullable Instant before,
            @Nullable String timeZone,
            @Nullable Integer stars) {
        /** Something about the person alone. */
        static Facts at(Instant at) {
            return new Facts(at, null, null, null, null, null, null, null, null);
        }
    }

    /** Which notification. */
    record LetterWanted(UUID notification) {}

    /** Who. */
    record Forgetting(UUID person) {}

    /** How far an announcement is; null at its beginning. */
    record Announcing(UUID announcement, @Nullable UUID after) {}
}
