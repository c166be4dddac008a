package io.busbar.services.notifications;

import static io.busbar.services.notifications.NotificationOperations.Severity.ERROR;
import static io.busbar.services.notifications.NotificationOperations.Severity.INFO;
import static io.busbar.services.notifications.NotificationOperations.Severity.SUCCESS;
import static io.busbar.services.notifications.NotificationOperations.Severity.WARNING;

import io.busbar.services.notifications.NotificationOperations.Severity;
import io.busbar.services.users.RecipientOperations.RecipientPreferences;
import java.util.Locale;

/**
 * What there is to tell: how it looks, its title, its sentence. In a sentence, {@code {partner}} is the other person, {@code {actor}} who
 * did it. Whom it is told is {@link NotificationRules}' business.
 */
enum NotificationType {
    BOOKING_REQUESTED(INFO, "New booking request", "{partner} asks for {service} on {start}."),
    BOOKING_CONFIRMED(SUCCESS, "Booking confirmed", "{actor} confirmed {service} on {start}."),
    BOOKING_DECLINED(WARNING, "Booking declined", "{actor} declined {service} on {start}."),
    BOOKING_CANCELLED(WARNING, "Booking cancelled", "{actor} cancelled {service} on {start}."),
    BOOKING_REQUEST_EXPIRED(
            WARNING, "Request expired", "{partner} did not answer your request for {service} on {start}."),
    BOOKING_REQUEST_MISSED(
            WARNING, "Request expired", "You did not answer the request of {partner} for {service} on {start}."),
    BOOKING_WITHDRAWN(WARNING, "Booking cancelled", "{service} on {start} is off: the other person has left."),
    BOOKING_NO_SHOW(WARNING, "Booking missed", "{actor} says that not everybody came to {service} on {start}."),
    BOOKING_RESCHEDULED(INFO, "Booking moved", "{actor} moved {service} from {previousStart} to {start}."),
    BOOKING_RESCHEDULE_REQUESTED(
            INFO,
            "Booking moved",
            "{actor} moved {service} from {previousStart} to {start}. It waits for your answer."),
    BOOKING_COMPLETED(SUCCESS, "Booking completed", "{service} for {partner} on {start} is completed."),
    BOOKING_REVIEW_REQUESTED(
            SUCCESS, "How was it?", "{service} with {partner} on {start} is completed. Tell others how it was."),
    BOOKING_REMINDER_DAY(INFO, "Booking in 24 hours", "{service} with {partner} begins on {start}."),
    BOOKING_REMINDER_HOUR(INFO, "Booking in an hour", "{service} with {partner} begins on {start}."),
    REVIEW_RECEIVED(SUCCESS, "New review", "{partner} gave you {stars} of 5 stars."),
    ACCOUNT_NEW_DEVICE_SIGN_IN(
            WARNING,
            "New sign-in",
            "A new device signed in to your account on {at}. If this was not you, reset your password."),
    ACCOUNT_PASSWORD_CHANGED(
            WARNING, "Password changed", "Your password was changed on {at}. If this was not you, reset it."),
    ACCOUNT_MFA_ENABLED(INFO, "Two-step sign-in is on", "Since {at} your account asks for a second factor."),
    ACCOUNT_MFA_DISABLED(WARNING, "Two-step sign-in is off", "Since {at} your password alone opens your account."),
    ACCOUNT_TOKEN_REUSED(ERROR, "Sign-in copied", "Somebody may have copied a sign-in of yours. It was ended on {at}."),
    ACCOUNT_CALENDAR_FEED_CREATED(
            WARNING,
            "Calendar feed made",
            "A calendar feed of your bookings was made on {at}: whoever has its address reads them. If this was not you, revoke it"
                    + " and reset your password."),
    /** Title, sentence and look are the announcement's own. */
    ANNOUNCEMENT(INFO, "", "");

    private final Severity severity;
    private final String title;
    private final String template;

    NotificationType(Severity severity, String title, String template) {
        this.severity = severity;
        this.title = title;
        this.template = template;
    }

    Severity tone() {
        return severity;
    }

    String title() {
        return title;
    }

    String template() {
        return template;
    }

    /** Whether somebody with these settings wants to be told at all. */
    boolean isEnabledIn(RecipientPreferences recipientPreferences) {
        return switch (this) {
            case BOOKING_REMINDER_DAY, BOOKING_REMINDER_HOUR -> recipientPreferences.bookingReminders();
            case REVIEW_RECEIVED -> recipientPreferences.reviews();
            default -> true;
        };
    }

    /** Whether it is about nothing but what is to come: late, it is not told at all. */
    boolean isReminder() {
        return this == BOOKING_REMINDER_DAY || this == BOOKING_REMINDER_HOUR;
    }

    /** {@code booking.reschedule_requested}: the name on the wire. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");
    }

    static NotificationType of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
}
