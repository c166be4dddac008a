package io.busbar.services.notifications;

import io.busbar.bus.Event;
import io.busbar.services.bookings.BookingOperations.Party;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The steps from something that happened to people who know of it, as events of the service's own: by the id of the person, so that what
 * one person is told is told in order, and nobody else waits for their number. Ids only, no names.
 */
public interface NotificationEvents {
    Event<NotificationRequested> REQUESTED = NotificationOperations.NOTIFICATIONS.event(
            "notification.requested", "Somebody is to be told something.", NotificationRequested.class);

    Event<EmailRequested> EMAIL_REQUESTED = NotificationOperations.NOTIFICATIONS.event(
            "email.requested", "What somebody was told is to be mailed to them as well.", EmailRequested.class);

    Event<AnnouncementBatch> ANNOUNCEMENT_BATCH = NotificationOperations.NOTIFICATIONS.event(
            "announcement.batch",
            "An announcement has been told as far as this account, and goes on behind it.",
            AnnouncementBatch.class);

    Event<RepeatErasure> REPEAT_ERASURE = NotificationOperations.NOTIFICATIONS.event(
            "erasure.repeat",
            "Somebody was forgotten a moment ago, and their name may have been told since.",
            RepeatErasure.class);

    /**
     * Whom to tell what.
     *
     * @param source the event behind it: the same source tells a person once
     * @param type   which of the things there are to tell
     * @param params  what the sentence is made of
     */
    record NotificationRequested(UUID account, UUID source, String type, TemplateParams params) {}

    /**
     * What happened. What does not belong to it is null.
     *
     * @param at       when
     * @param partner  the other person in it
     * @param actor       who did it
     * @param service  title of the booked service
     * @param start    of the booking
     * @param previousStart   when the booking was to start, if it was moved
     * @param timeZone the booking's
     * @param stars    of a review
     */
    record TemplateParams(
            Instant at,
            @Nullable UUID partner,
            @Nullable UUID booking,
            @Nullable Party actor,
            @Nullable String service,
            @Nullable Instant start,
            @Nullable Instant previousStart,
            @Nullable String timeZone,
            @Nullable Integer stars) {
        /** Something about the person alone. */
        static TemplateParams at(Instant at) {
            return new TemplateParams(at, null, null, null, null, null, null, null, null);
        }
    }

    /** Which notification. */
    record EmailRequested(UUID notification) {}

    /** Who. */
    record RepeatErasure(UUID person) {}

    /** How far an announcement is; null at its beginning. */
    record AnnouncementBatch(UUID announcement, @Nullable UUID after) {}
}
