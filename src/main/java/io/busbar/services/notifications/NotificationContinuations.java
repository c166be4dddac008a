package io.busbar.services.notifications;

import io.busbar.bus.Continuation;
import io.busbar.services.bookings.BookingOperations.Party;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The steps of creating and sending notifications. The key is the account's ID, so the notifications of one account are processed in order
 * and accounts do not wait for each other. Dead letters are retained, so they contain no names of people.
 */
public interface NotificationContinuations {
    /** A notification is to be created. */
    Continuation<NotificationRequested> REQUESTED =
            NotificationOperations.NOTIFICATIONS.continuation("notification.requested", NotificationRequested.class);

    /** A notification is to be sent by email. */
    Continuation<EmailRequested> EMAIL_REQUESTED =
            NotificationOperations.NOTIFICATIONS.continuation("email.requested", EmailRequested.class);

    /** The erasure of an account's data is repeated, because a notification in progress may have stored the user's name. */
    Continuation<RepeatErasure> REPEAT_ERASURE =
            NotificationOperations.NOTIFICATIONS.continuation("erasure.repeat", RepeatErasure.class);

    /**
     * A notification that is to be created.
     *
     * @param sourceId the ID of the event or announcement that caused it; an account gets one notification per source
     * @param params the values for the placeholders of the message
     */
    record NotificationRequested(
            UUID account, UUID sourceId, NotificationType notificationType, TemplateParams params) {}

    /**
     * The values for the placeholders of a message; null if they do not apply.
     *
     * @param occurredAt the time of the event
     * @param partner the other party of the booking or review
     * @param actor the party that caused the event
     * @param service the title of the booked service
     * @param start the start of the booking
     * @param previousStart the start before the booking was rescheduled
     * @param timeZone the time zone of the booking
     * @param stars the rating of a review
     */
    record TemplateParams(
            Instant occurredAt,
            @Nullable UUID partner,
            @Nullable UUID booking,
            @Nullable Party actor,
            @Nullable String service,
            @Nullable Instant start,
            @Nullable Instant previousStart,
            @Nullable String timeZone,
            @Nullable Integer stars) {
        /** Returns the values for an event that concerns only the account itself. */
        static TemplateParams forAccountEvent(Instant occurredAt) {
            return new TemplateParams(occurredAt, null, null, null, null, null, null, null, null);
        }

        static TemplateParams forReview(Instant occurredAt, UUID reviewer, UUID booking, int stars) {
            return new TemplateParams(occurredAt, reviewer, booking, null, null, null, null, null, stars);
        }
    }

    record EmailRequested(UUID notification) {}

    /** The account whose erasure is repeated. */
    record RepeatErasure(UUID account) {}
}
