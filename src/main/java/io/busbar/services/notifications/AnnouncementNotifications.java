package io.busbar.services.notifications;

import io.busbar.bus.notifications.NotificationType;
import io.busbar.services.notifications.NotificationEvents.AnnouncementBatch;

/** The notification about an announcement, which every recipient gets once even if a batch is published again. */
public interface AnnouncementNotifications {
    NotificationType<AnnouncementBatch> ANNOUNCEMENT = NotificationOperations.NOTIFICATIONS
            .notification("announcement", NotificationEvents.ANNOUNCEMENT_BATCH)
            .toAll("the accounts of the batch", AnnouncementBatch::accounts)
            .oncePer(AnnouncementBatch::announcement)
            .severity(AnnouncementBatch::severity)
            .verbatim("title", AnnouncementBatch::title)
            .verbatim("message", AnnouncementBatch::message)
            .message("{title}", "{message}");
}
