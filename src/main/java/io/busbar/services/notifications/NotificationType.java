package io.busbar.services.notifications;

import static io.busbar.services.notifications.NotificationOperations.Severity.ERROR;
import static io.busbar.services.notifications.NotificationOperations.Severity.INFO;
import static io.busbar.services.notifications.NotificationOperations.Severity.SUCCESS;
import static io.busbar.services.notifications.NotificationOperations.Severity.WARNING;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.services.notifications.NotificationOperations.Severity;
import io.busbar.services.users.RecipientOperations.RecipientPreferences;
import java.util.Locale;

/**
 * The types of notifications with their severity, title and message template. In a template, {@code {partner}} is the name of the
 * other party and {@code {actor}} the party that caused the event. {@link NotificationRules} defines the recipients.
 */
public enum NotificationType {
    BOOKING_REQUESTED(INFO, "New booking request", "{partner} requested {service} on {start}."),
    BOOKING_CONFIRMED(SUCCESS, "Booking confirmed", "{actor} confirmed {service} on {start}."),
    BOOKING_DECLINED(WARNING, "Booking declined", "{actor} declined {service} on {start}."),
    BOOKING_CANCELLED(WARNING, "Booking cancelled", "{actor} cancelled {service} on {start}."),
    BOOKING_REQUEST_EXPIRED(
            WARNING, "Request expired", "{partner} did not respond to your request for {service} on {start}."),
    BOOKING_REQUEST_MISSED(
            WARNING, "Request expired", "You did not respond to the request of {partner} for {service} on {start}."),
    BOOKING_WITHDRAWN(
            WARNING,
            "Booking cancelled",
            "{service} on {start} was cancelled because the other account no longer exists."),
    BOOKING_NO_SHOW(WARNING, "No-show reported", "{actor} reported a no-show for {service} on {start}."),
    BOOKING_RESCHEDULED(INFO, "Booking rescheduled", "{actor} moved {service} from {previousStart} to {start}."),
    BOOKING_RESCHEDULE_REQUESTED(
            INFO,
            "Booking rescheduled",
            "{actor} moved {service} from {previousStart} to {start}. Please confirm or decline the new time."),
    BOOKING_COMPLETED(SUCCESS, "Booking completed", "{service} for {partner} on {start} has been completed."),
    BOOKING_REVIEW_REQUESTED(
            SUCCESS,
            "How did it go?",
            "{service} with {partner} on {start} has been completed. Write a review to help others."),
    BOOKING_REMINDER_DAY(INFO, "Your booking is in 24 hours", "{service} with {partner} starts on {start}."),
    BOOKING_REMINDER_HOUR(INFO, "Your booking is in one hour", "{service} with {partner} starts on {start}."),
    REVIEW_RECEIVED(SUCCESS, "New review", "{partner} rated you {stars} out of 5 stars."),
    ACCOUNT_NEW_DEVICE_SIGN_IN(
            WARNING,
            "New sign-in",
            "A new device signed in to your account on {at}. If this was not you, reset your password."),
    ACCOUNT_PASSWORD_CHANGED(
            WARNING,
            "Password changed",
            "Your password was changed on {at}. If this was not you, reset your password."),
    ACCOUNT_MFA_ENABLED(
            INFO,
            "Two-factor authentication enabled",
            "Two-factor authentication was enabled for your account on {at}."),
    ACCOUNT_MFA_DISABLED(
            WARNING,
            "Two-factor authentication disabled",
            "Two-factor authentication was disabled for your account on {at}. If this was not you, reset your password."),
    ACCOUNT_TOKEN_REUSED(
            ERROR,
            "Session ended for your security",
            "One of your sessions may have been copied. It was ended on {at}."),
    ACCOUNT_CALENDAR_FEED_CREATED(
            WARNING,
            "Calendar feed created",
            "A calendar feed of your bookings was created on {at}. Anyone with its URL can see your bookings. If this was not"
                    + " you, revoke it and reset your password."),
    /** Severity, title and message come from the announcement. */
    ANNOUNCEMENT(INFO, "", "");

    private final Severity severity;
    private final String title;
    private final String template;

    NotificationType(Severity severity, String title, String template) {
        this.severity = severity;
        this.title = title;
        this.template = template;
    }

    Severity severity() {
        return severity;
    }

    String title() {
        return title;
    }

    String template() {
        return template;
    }

    /** Returns whether these preferences include notifications of this type. */
    boolean isEnabledIn(RecipientPreferences recipientPreferences) {
        return switch (this) {
            case BOOKING_REMINDER_DAY, BOOKING_REMINDER_HOUR -> recipientPreferences.bookingReminders();
            case REVIEW_RECEIVED -> recipientPreferences.reviews();
            default -> true;
        };
    }

    /** Returns whether this is a reminder, which is not created if it would be late. */
    boolean isReminder() {
        return this == BOOKING_REMINDER_DAY || this == BOOKING_REMINDER_HOUR;
    }

    /** Returns the name used in JSON, such as {@code booking.reschedule_requested}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".");
    }

    /** Parses a name used in JSON; throws {@link IllegalArgumentException} for any other text. */
    @JsonCreator
    public static NotificationType of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
}
