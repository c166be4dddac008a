package io.busbar.services.notifications;

import io.busbar.services.mail.MailOperations.CallToAction;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.notifications.NotificationStore.StoredLink;
import io.busbar.services.notifications.NotificationStore.StoredNotification;
import io.busbar.services.users.RecipientOperations.Recipient;
import java.util.List;

/** Creates the emails of notifications. The ID of an email derives from its notification, so it is the same in every attempt. */
final class NotificationEmails {
    private static final String FOOTER =
            "You receive this email because of your notification settings, where you can turn it off.";

    private final String clientUrl;

    NotificationEmails(String clientUrl) {
        this.clientUrl = clientUrl;
    }

    Email toEmail(StoredNotification storedNotification, Recipient recipient) {
        Notification notification = storedNotification.notification();
        StoredLink link = storedNotification.link();
        return new Email(
                "notifications/" + notification.id(),
                recipient.email(),
                recipient.name(),
                notification.title(),
                List.of(AutolinkGuard.breakLinks(notification.message())),
                link == null ? null : new CallToAction(link.label(), clientUrl + link.path()),
                FOOTER,
                recipient.id());
    }
}
