package io.busbar.services.notifications;

import io.busbar.bus.notifications.NotificationType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The notifications that all services declare, each with a name of its own. */
record NotificationTypes(List<NotificationType<?>> types) {
    NotificationTypes {
        types = List.copyOf(types);
        Set<String> names = new HashSet<>();
        types.forEach(type -> {
            if (!names.add(type.type())) {
                throw new IllegalStateException("Two services declare the notification " + type);
            }
        });
    }
}
