package io.busbar.docs;

import io.busbar.bus.Contract;
import io.busbar.bus.Event;
import io.busbar.bus.notifications.NotificationPreference;
import io.busbar.bus.notifications.NotificationRecipient;
import io.busbar.bus.notifications.NotificationType;
import io.busbar.data.WireNames;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the page of all notifications: by service, each with its event, recipients, text, link, channels and preference. */
final class NotificationReference {
    private static final String INTRODUCTION = """
            # Notifications

            All notifications of all services. Generated from the contracts by `GeneratedDocumentsTest`; do not edit. How a notification is
            created and sent is in [architecture.md](architecture.md#a-notification).

            Of the notifications about one event, each recipient gets the first that fits; the actor gets none. `{partner}` is the name of the
            other user, and `{actor}` the partner or an administrator. Times are in the recipient's time zone, or in that of the booking if the
            recipient has set none, or else in UTC.

            Every notification is stored in the recipient's list and pushed to their browsers (`in_app`). In an email, the link is a button. The
            preference turns the notification off. `emailNotifications` turns off all emails; none is sent to an account that is suspended, pending
            deletion or not confirmed. The auth service sends the emails about the security of an account itself, always.
            """;

    private NotificationReference() {}

    /** Returns the page in Markdown. It does not depend on the order of the contracts. */
    static String of(List<Contract> contracts) {
        return contracts.stream()
                .filter(contract -> !contract.notifications().isEmpty())
                .sorted(Comparator.comparing(Contract::service))
                .map(NotificationReference::section)
                .collect(Collectors.joining("", INTRODUCTION, ""));
    }

    private static String section(Contract contract) {
        return contract.notifications().stream()
                .map(NotificationReference::row)
                .collect(Collectors.joining(
                        "",
                        "\n## " + contract.service()
                                + "\n\n| type | event | condition | recipients | title and message | link | channels | preference |\n|---|---|---|---|---|---|---|---|\n",
                        ""));
    }

    private static <P extends Record> String row(NotificationType<P> type) {
        return "| `%s` | %s | %s | %s | **%s** %s | %s | %s | %s |\n"
                .formatted(
                        type.type(),
                        type.events().stream()
                                .map(Event::type)
                                .map("`%s`"::formatted)
                                .collect(Collectors.joining(", ")),
                        type.condition(),
                        type.recipients().stream()
                                .map(NotificationRecipient::role)
                                .collect(Collectors.joining(", ")),
                        type.title(),
                        type.message(),
                        type.link()
                                .map(link -> "%s `%s`".formatted(link.label(), link.path()))
                                .orElse(""),
                        type.channels().stream().sorted().map(WireNames::nameOf).collect(Collectors.joining(", ")),
                        type.preference()
                                .map(NotificationPreference::name)
                                .map("`%s`"::formatted)
                                .orElse(""));
    }
}
