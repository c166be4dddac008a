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

/** Creates the emails of notifications. The ID of an email derives from its notification, so it is the same in every attempt. */
final class NotificationEmails {
    private static final Map<NotificationType, EmailAction> ACTIONS = Map.ofEntries(
            entry(NotificationType.BOOKING_REQUESTED, new EmailAction("Respond to request", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_CONFIRMED, new EmailAction("View booking", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_DECLINED, new EmailAction("Find another time", "/professionals/{partner}")),
            entry(NotificationType.BOOKING_CANCELLED, new EmailAction("View booking", "/bookings/{booking}")),
            entry(
                    NotificationType.BOOKING_REQUEST_EXPIRED,
                    new EmailAction("Find another time", "/professionals/{partner}")),
            entry(NotificationType.BOOKING_WITHDRAWN, new EmailAction("View your bookings", "/bookings")),
            entry(NotificationType.BOOKING_RESCHEDULED, new EmailAction("View booking", "/bookings/{booking}")),
            entry(
                    NotificationType.BOOKING_RESCHEDULE_REQUESTED,
                    new EmailAction("Respond to request", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_REMINDER_DAY, new EmailAction("View booking", "/bookings/{booking}")),
            entry(NotificationType.BOOKING_REMINDER_HOUR, new EmailAction("View booking", "/bookings/{booking}")),
            entry(
                    NotificationType.BOOKING_REVIEW_REQUESTED,
                    new EmailAction("Write a review", "/bookings/{booking}/review")),
            entry(
                    NotificationType.REVIEW_RECEIVED,
                    new EmailAction("Read the review", "/professionals/{account}/reviews")));

    /** The page to find another professional if the partner no longer exists. */
    private static final String PROFESSIONALS_PATH = "/professionals";

    private static final String FOOTER =
            "You receive this email because of your notification settings, where you can turn it off.";

    private final String clientUrl;

    NotificationEmails(String clientUrl) {
        this.clientUrl = clientUrl;
    }

    /** The label and the path of the button in an email. */
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
            throw new IllegalStateException(storedNotification.notificationType() + " is not sent by email");
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
