package io.busbar.services.notifications;

import io.busbar.bus.Event;
import io.busbar.bus.notifications.Severity;
import java.util.List;
import java.util.UUID;

/** Events of the notifications service. */
public interface NotificationEvents {
    Event<AnnouncementBatch> ANNOUNCEMENT_BATCH = NotificationOperations.NOTIFICATIONS.event(
            "announcement.batch",
            "Some of the recipients of an announcement are to be notified. The key is the announcement's ID.",
            AnnouncementBatch.class);

    /** An announcement and the accounts that are to be notified of it. */
    record AnnouncementBatch(UUID announcement, Severity severity, String title, String message, List<UUID> accounts) {
        public AnnouncementBatch {
            accounts = List.copyOf(accounts);
        }
    }
}
