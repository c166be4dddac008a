package io.busbar.services.notifications;

import io.busbar.services.notifications.NotificationOperations.Severity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification before it is stored and gets its number.
 *
 * @param message with {@code {partner}} in place of the other party's name; the text of an announcement is used unchanged
 * @param expiresAt the time from which an email about it would come too late
 */
record NotificationDraft(
        UUID account,
        UUID sourceId,
        NotificationType notificationType,
        Severity severity,
        String title,
        String message,
        @Nullable UUID booking,
        @Nullable UUID partner,
        @Nullable String partnerName,
        @Nullable Instant expiresAt) {}
