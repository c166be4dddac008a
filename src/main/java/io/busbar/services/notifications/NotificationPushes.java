package io.busbar.services.notifications;

import io.busbar.bus.Push;
import io.busbar.services.notifications.NotificationOperations.Notification;
import io.busbar.services.notifications.NotificationOperations.Severity;
import jakarta.validation.constraints.NotNull;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a person's browsers hear of their notifications. */
public interface NotificationPushes {
    Push<Notification> NEW = NotificationOperations.NOTIFICATIONS.push(
            "newNotification", "There is one more, as the list has it.", Notification.class);

    Push<MarkedRead> READ = NotificationOperations.NOTIFICATIONS.push(
            "notification:read", "One was marked as read, or all, in another window perhaps.", MarkedRead.class);

    Push<SystemAnnouncement> ANNOUNCEMENT = NotificationOperations.NOTIFICATIONS.push(
            "system:announcement", "An admin tells everybody something.", SystemAnnouncement.class);

    /** Which was read, null for all, and how many are unread now. */
    record MarkedRead(@Nullable UUID id, @NotNull Long unread) {}

    /** What is announced. It stands among the notifications too. */
    record SystemAnnouncement(
            @NotNull UUID id,
            @NotNull Severity type,
            @NotNull String title,
            @NotNull String message,
            @NotNull OffsetDateTime createdAt) {}
}
