package io.busbar.services.notifications;

import static java.util.Map.entry;

import io.busbar.services.mail.MailOperations.CallToAction;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.notifications.NotificationStore.StoredNotification;
import io.busbar.services.users.RecipientOperations.Recipient;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is mailed besides being told, and where its button leads. A letter is named by its notification, so it is the same in every attempt. */
final class NotificationEmails {
    private static final Map<NotificationType, EmailAction> ACTIONS = Map.ofEntries(
            entry(NotificationType.BOOKING_REQUESTED, new EmailAction("Answer the request", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_CONFIRMED, new EmailAction("See the booking", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_DECLINED, new EmailAction("Find another time", "/professionals/{partner}")),
            entry(NotificationType.BOOKING_CANCELLED, new EmailAction("See the booking", "/bookings/{booking}")),
            entry(
                    NotificationType.BOOKING_REQUEST_EXPIRED,
                    new EmailAction("Find another time", "/professionals/{partner}")),
            entry(NotificationType.BOOKING_WITHDRAWN, new EmailAction("See your bookings", "/bookings")),
            entry(NotificationType.BOOKING_RESCHEDULED, new EmailAction("See the booking", "/bookings/{booking}")),
            entry(
                    NotificationType.BOOKING_RESCHEDULE_REQUESTED,
                    new EmailAction("Answer the request", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_REMINDER_DAY, new EmailAction("See the booking", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_REMINDER_HOUR, new EmailAction("See the booking", "/bookings/{booking}")),
            entry(
                    NotificationType.BOOKING_REVIEW_REQUESTED,
                    new EmailAction("Write a review", "/bookings/{booking}/review")),
            entry(
                    NotificationType.REVIEW_RECEIVED,
                    new EmailAction("Read the review", "/professionals/{account}/reviews")));

    /** Where somebody else is found when the partner is no more. */
    private static final String PROFESSIONALS_PATH = "/professionals";

    private static final String FOOTER = "You get this letter because of your settings; there you can turn it off.";

    private final String clientUrl;

    NotificationEmails(String clientUrl) {
        this.clientUrl = clientUrl;
    }

    /** What a letter asks for, and the page for it. */
    private record EmailAction(String label, String path) {}

    static boolean isEmailed(NotificationType notificationType) {
        return ACTIONS.containsKey(notificationType);
    }

    Email toEmail(StoredNotification storedNotification, Recipient recipient) {
        Notification notification = storedNotification.notification();
        return new Email(
                "notifications/" + notification.id(),
                recipient.email(),
                recipient.name(),
                notification.title(),
                List.of(AutolinkGuard.breakLinks(notification.message())),
                toCallToAction(storedNotification),
                FOOTER,
                recipient.id());
    }

    private CallToAction toCallToAction(StoredNotification storedNotification) {
        EmailAction emailAction = ACTIONS.get(storedNotification.notificationType());
        if (emailAction == null) {
            throw new IllegalStateException(storedNotification.notificationType() + " is not mailed");
        }
        UUID partner = storedNotification.notification().data().userId();
        boolean partnerErased = partner == null && emailAction.path().contains("{partner}");
        String path = (partnerErased ? PROFESSIONALS_PATH : emailAction.path())
                .replace(
                        "{booking}",
                        String.valueOf(storedNotification.notification().data().bookingId()))
                .replace("{partner}", String.valueOf(partner))
                .replace("{account}", storedNotification.account().toString());
        return new CallToAction(emailAction.label(), clientUrl + path);
    }
}
