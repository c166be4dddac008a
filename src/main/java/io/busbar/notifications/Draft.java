package io.busbar.notifications;

import io.busbar.notifications.NotificationOperations.Tone;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification before it has a number.
 *
 * @param message with {@code {partner}} where the other person's name is to stand; an announcement is taken as it is
 * @param mootAt  from when on a letter about it would come too late
 */
record Draft(
        UUID account,
        UUID source,
        Kind kind,
        Tone tone,
        String title,
        String message,
        @Nullable UUID booking,
        @Nullable UUID partner,
        @Nullable String partnerName,
        @Nullable Instant mootAt) {}
