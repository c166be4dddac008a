package io.busbar.services.notifications;

import static io.busbar.services.notifications.NotificationOperations.NOTIFICATIONS;

import io.busbar.bus.Continuation;
import io.busbar.bus.notifications.NotificationRequest;
import java.util.UUID;

/**
 * The steps of creating and sending notifications. The key is the account's ID, so the notifications of one account are processed in order
 * and accounts do not wait for each other. Dead letters are retained, so they contain no names of people.
 */
public interface NotificationContinuations {
    /** A notification is to be created. */
    Continuation<NotificationRequest> REQUESTED =
            NOTIFICATIONS.continuation("notification.requested", NotificationRequest.class);

    /** A notification is to be sent by email. */
    Continuation<EmailRequested> EMAIL_REQUESTED = NOTIFICATIONS.continuation("email.requested", EmailRequested.class);

    /** The erasure of an account's data is repeated, because a notification in progress may have stored the user's name. */
    Continuation<RepeatErasure> REPEAT_ERASURE = NOTIFICATIONS.continuation("erasure.repeat", RepeatErasure.class);

    record EmailRequested(UUID notification) {}

    record RepeatErasure(UUID account) {}
}
