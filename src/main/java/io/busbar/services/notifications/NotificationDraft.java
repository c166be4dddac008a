package io.busbar.services.notifications;

import io.busbar.services.notifications.NotificationOperations.Severity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification before it has a number.
 *
 * @param message with {@code {partner}} where the other person's name is to stand; an announcement is taken as it is
 * @param expiresAt  from when on a letter about it would come too late
 */
record NotificationDraft(
        UUID account,
        UUID source,
        NotificationType notificationType,
        Severity severity,
        String title,
        String message,
        @Nullable UUID booking,
        @Nullable UUID partner,
        @Nullable String partnerName,
        @Nullable Instant expiresAt) {}
