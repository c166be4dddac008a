package io.busbar.services.notifications;

import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.bus.privacy.DataCategory;
import io.busbar.services.notifications.NotificationOperations.DeliveryAttempt;
import io.busbar.services.notifications.NotificationOperations.Notification;
import java.util.List;

/** The personal data that the notifications service holds. */
public interface NotificationPersonalData {
    Operation<Id, NotificationsExport> EXPORT_PERSONAL_DATA = NotificationOperations.NOTIFICATIONS
            .holdsPersonalData(
                    DataCategory.of("Notifications, with the name of the booking partner")
                            .purpose("Tells users what concerns them.")
                            .retention("The newest 1,000 of each user.")
                            .erasure("Deleted. Those of others keep the partner's ID without the name.")
                            .keepsIdIn("notifications.notification"),
                    DataCategory.of("Attempts to send notifications by email")
                            .purpose("Lets admins find out why an email did not arrive.")
                            .retention("As long as the notification.")
                            .exportedAs("The newest 1,000.")
                            .erasure("Deleted."))
            .exportedAs("notifications", NotificationsExport.class);

    /** A user's notifications and newest delivery attempts. */
    record NotificationsExport(List<Notification> notifications, List<DeliveryAttempt> deliveryAttempts) {
        public NotificationsExport {
            notifications = List.copyOf(notifications);
            deliveryAttempts = List.copyOf(deliveryAttempts);
        }
    }
}
