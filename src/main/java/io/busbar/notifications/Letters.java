package io.busbar.notifications;

import static java.util.Map.entry;

import io.busbar.mail.MailOperations.Button;
import io.busbar.mail.MailOperations.Letter;
import io.busbar.notifications.NotificationOperations.Notification;
import io.busbar.notifications.NotificationStore.Told;
import io.busbar.users.RecipientOperations.Recipient;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is mailed besides being told, and where its button leads. A letter is named by its notification, so it is the same in every attempt. */
final class Letters {
    private static final Map<Kind, Action> ACTIONS = Map.ofEntries(
            entry(Kind.BOOKING_REQUESTED, new Action("Answer the request", "/bookings/{booking}")),
            entry(Kind.BOOKING_CONFIRMED, new Action("See the booking", "/bookings/{booking}")),
            entry(Kind.BOOKING_DECLINED, new Action("Find another time", "/professionals/{partner}")),
            entry(Kind.BOOKING_CANCELLED, new Action("See the booking", "/bookings/{booking}")),
            entry(Kind.BOOKING_UNANSWERED, new Action("Find another time", "/professionals/{partner}")),
            entry(Kind.BOOKING_WITHDRAWN, new Action("See your bookings", "/bookings")),
            entry(Kind.BOOKING_MOVED, new Action("See the booking", "/bookings/{booking}")),
            entry(Kind.BOOKING_MOVE_ASKED, new Action("Answer the request", "/bookings/{booking}")),
            entry(Kind.BOOKING_TOMORROW, new Action("See the booking", "/bookings/{booking}")),
            entry(Kind.BOOKING_SOON, new Action("See the booking", "/bookings/{booking}")),
            entry(Kind.BOOKING_REVIEW, new Action("Write a review", "/bookings/{booking}/review")),
            entry(Kind.REVIEW_WRITTEN, new Action("Read the review", "/professionals/{account}/reviews")));

    /** Where somebody else is found when the partner is no more. */
    private static final String PROFESSIONALS = "/professionals";

    private static final String WHY = "You get this letter because of your settings; there you can turn it off.";

    private final String clientUrl;

    Letters(String clientUrl) {
        this.clientUrl = clientUrl;
    }

    /** What a letter asks for, and the page for it. */
    private record Action(String label, String path) {}

    static boolean isMailed(Kind kind) {
        return ACTIONS.containsKey(kind);
    }

    Letter letter(Told told, Recipient recipient) {
        Notification notification = told.notification();
        return new Letter(
                "notifications/" + notification.id(),
                recipient.email(),
                recipient.name(),
                notification.title(),
                List.of(Unlinked.text(notification.message())),
                button(told),
                WHY,
                recipient.id());
    }

    private Button button(Told told) {
        Action action = ACTIONS.get(told.kind());
        if (action == null) {
            throw new IllegalStateException(told.kind() + " is not mailed");
        }
        UUID partner = told.notification().data().userId();
        boolean gone = partner == null && action.path().contains("{partner}");
        String path = (gone ? PROFESSIONALS : action.path())
                .replace("{booking}", String.valueOf(told.notification().data().bookingId()))
                .replace("{partner}", String.valueOf(partner))
                .replace("{account}", told.account().toString());
        return new Button(action.label(), clientUrl + path);
    }
}
