package io.busbar.services.notifications;

import io.busbar.bus.notifications.NotificationLink;
import io.busbar.bus.notifications.NotificationRequest;
import io.busbar.services.users.RecipientOperations.Recipient;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification before it is stored and gets its number.
 *
 * @param message with placeholders for the partner's name and for braces if there is a partner, else complete
 * @param partner the other user whom the message names; null if there is none, or their account no longer exists
 */
record NotificationDraft(
        NotificationRequest request,
        String message,
        @Nullable Recipient partner) {
    @Nullable
    UUID partnerId() {
        return partner == null ? null : partner.id();
    }

    @Nullable
    String partnerName() {
        return partner == null ? null : partner.publicName();
    }

    @Nullable
    String linkLabel() {
        NotificationLink link = request.link();
        return link == null ? null : link.label();
    }

    @Nullable
    String linkPath() {
        NotificationLink link = request.link();
        if (link == null) {
            return null;
        }
        String withoutPartner = link.pathWithoutPartner();
        return partner == null && withoutPartner != null ? withoutPartner : link.path();
    }
}
