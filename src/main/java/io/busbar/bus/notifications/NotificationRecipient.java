package io.busbar.bus.notifications;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The users in one role who get a notification.
 *
 * @param role     their role in the event, for the documentation: {@code customer}
 * @param accounts their account IDs
 * @param partner  the user whom the text calls {@code {partner}}; null if it names nobody
 */
public record NotificationRecipient<P>(
        String role,
        Function<? super P, List<UUID>> accounts,
        @Nullable Function<? super P, UUID> partner) {
    @Nullable
    UUID partnerIn(P payload) {
        return partner == null ? null : partner.apply(payload);
    }
}
