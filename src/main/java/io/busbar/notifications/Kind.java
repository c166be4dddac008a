package io.busbar.notifications;

import static io.busbar.notifications.NotificationOperations.Tone.ERROR;
import static io.busbar.notifications.NotificationOperations.Tone.INFO;
import static io.busbar.notifications.NotificationOperations.Tone.SUCCESS;
import static io.busbar.notifications.NotificationOperations.Tone.WARNING;

import io.busbar.notifications.NotificationOperations.Tone;
import io.busbar.users.RecipientOperations.Wants;
import java.util.Locale;

/**
 * What there is to tell: how it looks, its title, its sentence. In a sentence, {@code {partner}} is the other person, {@code {doer}} who
 * did it. Whom it is told is {@link Tellings}' business.
 */
enum Kind {
    BOOKING_REQUESTED(INFO, "New booking request", "{partner} asks for {service} on {start}."),
    BOOKING_CONFIRMED(SUCCESS, "Booking confirmed", "{doer} confirmed {service} on {start}."),
    BOOKING_DECLINED(WARNING, "Booking declined", "{doer} declined {service} on {start}."),
    BOOKING_CANCELLED(WARNING, "Booking cancelled", "{doer} cancelled {service} on {start}."),
    BOOKING_UNANSWERED(WARNING, "Request expired", "{partner} did not answer your request for {service} on {start}."),
    BOOKING_MISSED(WARNING, "Request expired", "You did not answer the request of {partner} for {service} on {start}."),
    BOOKING_WITHDRAWN(WARNING, "Booking cancelled", "{service} on {start} is off: the other person has left."),
    BOOKING_NO_SHOW(WARNING, "Booking missed", "{doer} says that not everybody came to {service} on {start}."),
    BOOKING_MOVED(INFO, "Booking moved", "{doer} moved {service} from {before} to {start}."),
    BOOKING_MOVE_ASKED(
            INFO, "Booking moved", "{doer} moved {service} from {before} to {start}. It waits for your answer."),
    BOOKING_COMPLETED(SUCCESS, "Booking completed", "{service} for {partner} on {start} is completed."),
    BOOKING_REVIEW(SUCCESS, "How was it?", "{service} with {partner} on {start} is completed. Tell others how it was."),
    BOOKING_TOMORROW(INFO, "Booking in 24 hours", "{service} with {partner} begins on {start}."),
    BOOKING_SOON(INFO, "Booking in an hour", "{service} with {partner} begins on {start}."),
    REVIEW_WRITTEN(SUCCESS, "New review", "{partner} gave you {stars} of 5 stars."),
    ACCOUNT_SIGN_IN(
            WARNING,
            "New sign-in",
            "A new device signed in to your account on {at}. If this was not you, reset your password."),
    ACCOUNT_PASSWORD(WARNING, "Password changed", "Your password was changed on {at}. If this was not you, reset it."),
    ACCOUNT_FACTOR_ON(INFO, "Two-step sign-in is on", "Since {at} your account asks for a second factor."),
    ACCOUNT_FACTOR_OFF(WARNING, "Two-step sign-in is off", "Since {at} your password alone opens your account."),
    ACCOUNT_COPIED(ERROR, "Sign-in copied", "Somebody may have copied a sign-in of yours. It was ended on {at}."),
    ACCOUNT_CALENDAR(
            WARNING,
            "Calendar feed made",
            "A calendar feed of your bookings was made on {at}: whoever has its address reads them. If this was not you, revoke it"
                    + " and reset your password."),
    /** Title, sentence and look are the announcement's own. */
    ANNOUNCEMENT(INFO, "", "");

    private final Tone tone;
    private final String title;
    private final String sentence;

    Kind(Tone tone, String title, String sentence) {
        this.tone = tone;
        this.title = title;
        this.sentence = sentence;
    }

    Tone tone() {
        return tone;
    }

    String title() {
        return title;
    }

    String sentence() {
        return sentence;
    }

    /** Whether somebody with these settings wants to be told at all. */
    boolean isWanted(Wants wants) {
        return switch (this) {
            case BOOKING_TOMORROW, BOOKING_SOON -> wants.reminders();
            case REVIEW_WRITTEN -> wants.reviews();
            default -> true;
        };
    }

    /** Whether it is about nothing but what is to come: late, it is not told at all. */
    boolean isReminder() {
        return this == BOOKING_TOMORROW || this == BOOKING_SOON;
    }

    /** {@code booking.move-asked}: the name on the wire. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
    }

    static Kind of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }
}
