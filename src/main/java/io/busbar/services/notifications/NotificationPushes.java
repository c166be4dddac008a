package io.busbar.services.notifications;

import static io.busbar.services.notifications.NotificationOperations.NOTIFICATIONS;

import io.busbar.bus.Push;
import io.busbar.bus.notifications.Severity;
import io.busbar.services.notifications.NotificationOperations.Notification;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pushes to a user's browsers about their notifications. */
public interface NotificationPushes {
    Push<Notification> NEW = NOTIFICATIONS.push(
            "newNotification", "A new notification, as in the list of notifications.", Notification.class);

    Push<MarkedRead> READ = NOTIFICATIONS.push(
            "notification:read",
            "A notification or all notifications were marked as read, possibly in another window.",
            MarkedRead.class);

    Push<SystemAnnouncement> ANNOUNCEMENT =
            NOTIFICATIONS.push("system:announcement", "An admin published an announcement.", SystemAnnouncement.class);

    /**
     * The notifications that are read now.
     *
     * @param id the ID of the notification; null if all were marked as read
     * @param unread the number of unread notifications
     */
    record MarkedRead(@Nullable UUID id, Long unread) {}

    /** An announcement. It is stored as a notification too. */
    record SystemAnnouncement(UUID id, Severity severity, String title, String message, OffsetDateTime createdAt) {}
}
