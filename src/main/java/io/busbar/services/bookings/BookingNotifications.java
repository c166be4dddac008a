package io.busbar.services.bookings;

import static io.busbar.bus.notifications.NotificationChannel.EMAIL;
import static io.busbar.bus.notifications.Severity.SUCCESS;
import static io.busbar.bus.notifications.Severity.WARNING;
import static io.busbar.services.bookings.BookingOperations.BOOKINGS;

import io.busbar.bus.Event;
import io.busbar.bus.notifications.NotificationBuilder;
import io.busbar.bus.notifications.NotificationType;
import io.busbar.services.bookings.BookingEvents.BookingChanged;
import io.busbar.services.bookings.BookingEvents.BookingReminder;
import io.busbar.services.bookings.BookingEvents.CalendarFeedCreated;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.users.RecipientOperations;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Notifications about bookings and calendar feeds. Of those about one event, each party except the actor gets the first that fits, so
 * special cases come first.
 */
public interface BookingNotifications {
    NotificationType<BookingChanged> REQUESTED = toProfessional("booking.requested", BookingEvents.REQUESTED)
            .by(EMAIL)
            .link("Respond to request", "/bookings/{bookingId}")
            .expires(BookingChanged::start)
            .message("New booking request", "{partner} requested {service} on {start}.");

    NotificationType<BookingChanged> CONFIRMED = toBoth("booking.confirmed", BookingEvents.CONFIRMED)
            .textOrPartner("actor", BookingNotifications::administrator)
            .severity(SUCCESS)
            .by(EMAIL)
            .link("View booking", "/bookings/{bookingId}")
            .message("Booking confirmed", "{actor} confirmed {service} on {start}.");

    NotificationType<BookingChanged> DECLINED = toBoth("booking.declined", BookingEvents.REJECTED)
            .textOrPartner("actor", BookingNotifications::administrator)
            .severity(WARNING)
            .by(EMAIL)
            .link("Find another time", "/professionals/{partner}", "/professionals")
            .message("Booking declined", "{actor} declined {service} on {start}.");

    NotificationType<BookingChanged> NO_SHOW = toBoth("booking.no_show", BookingEvents.CANCELLED)
            .alsoOn(BookingEvents.COMPLETED)
            .when("no-show", booking -> booking.noShow() != null)
            .textOrPartner("actor", BookingNotifications::administrator)
            .severity(WARNING)
            .message("No-show reported", "{actor} reported a no-show for {service} on {start}.");

    NotificationType<BookingChanged> WITHDRAWN = about("booking.withdrawn", BookingEvents.CANCELLED)
            .when("the account of a party was erased", BookingChanged::withdrawn)
            .to("customer", BookingChanged::customer)
            .to("professional", BookingChanged::professional)
            .severity(WARNING)
            .by(EMAIL)
            .link("View your bookings", "/bookings")
            .message(
                    "Booking cancelled",
                    "{service} on {start} was cancelled because the other account no longer exists.");

    NotificationType<BookingChanged> REQUEST_EXPIRED = toCustomer("booking.request_expired", BookingEvents.CANCELLED)
            .when("by the system", BookingNotifications::isBySystem)
            .severity(WARNING)
            .by(EMAIL)
            .link("Find another time", "/professionals/{partner}", "/professionals")
            .message("Request expired", "{partner} did not respond to your request for {service} on {start}.");

    NotificationType<BookingChanged> REQUEST_MISSED = toProfessional("booking.request_missed", BookingEvents.CANCELLED)
            .when("by the system", BookingNotifications::isBySystem)
            .severity(WARNING)
            .message("Request expired", "You did not respond to the request of {partner} for {service} on {start}.");

    NotificationType<BookingChanged> CANCELLED = toBoth("booking.cancelled", BookingEvents.CANCELLED)
            .textOrPartner("actor", BookingNotifications::administrator)
            .severity(WARNING)
            .by(EMAIL)
            .link("View booking", "/bookings/{bookingId}")
            .message("Booking cancelled", "{actor} cancelled {service} on {start}.");

    NotificationType<BookingChanged> RESCHEDULE_REQUESTED = toProfessional(
                    "booking.reschedule_requested", BookingEvents.RESCHEDULED)
            .when("awaiting confirmation", booking -> booking.status() == Status.PENDING)
            .textOrPartner("actor", BookingNotifications::administrator)
            .time("previousStart", BookingChanged::previousStart)
            .by(EMAIL)
            .link("Respond to request", "/bookings/{bookingId}")
            .expires(BookingChanged::start)
            .message(
                    "Booking rescheduled",
                    "{actor} moved {service} from {previousStart} to {start}. Please confirm or decline the new time.");

    NotificationType<BookingChanged> RESCHEDULED = toBoth("booking.rescheduled", BookingEvents.RESCHEDULED)
            .textOrPartner("actor", BookingNotifications::administrator)
            .time("previousStart", BookingChanged::previousStart)
            .by(EMAIL)
            .link("View booking", "/bookings/{bookingId}")
            .message("Booking rescheduled", "{actor} moved {service} from {previousStart} to {start}.");

    NotificationType<BookingChanged> REVIEW_REQUESTED = toCustomer("booking.review_requested", BookingEvents.COMPLETED)
            .severity(SUCCESS)
            .by(EMAIL)
            .link("Write a review", "/bookings/{bookingId}/review")
            .message(
                    "How did it go?",
                    "{service} with {partner} on {start} has been completed. Write a review to help others.");

    NotificationType<BookingChanged> COMPLETED = toProfessional("booking.completed", BookingEvents.COMPLETED)
            .severity(SUCCESS)
            .message("Booking completed", "{service} for {partner} on {start} has been completed.");

    /** It expires when it would no longer be the earlier of the two reminders. */
    NotificationType<BookingReminder> REMINDER_DAY = reminder("booking.reminder_day", BookingEvents.REMINDER_DAY)
            .expires(booking -> booking.start().minus(Duration.ofHours(1)))
            .message("Your booking is in 24 hours", "{service} with {partner} starts on {start}.");

    NotificationType<BookingReminder> REMINDER_HOUR = reminder("booking.reminder_hour", BookingEvents.REMINDER_HOUR)
            .expires(BookingReminder::start)
            .message("Your booking is in one hour", "{service} with {partner} starts on {start}.");

    NotificationType<CalendarFeedCreated> CALENDAR_FEED_CREATED = BOOKINGS.notification(
                    "account.calendar_feed_created", BookingEvents.CALENDAR_FEED_CREATED)
            .to("owner", CalendarFeedCreated::id)
            .timeOfEvent("at")
            .severity(WARNING)
            .message(
                    "Calendar feed created",
                    "A calendar feed of your bookings was created on {at}. Anyone with its URL can see your bookings. If this was not"
                            + " you, revoke it and reset your password.");

    private static NotificationBuilder<BookingChanged> about(String type, Event<BookingChanged> event) {
        return BOOKINGS.notification(type, event)
                .exceptActor(BookingNotifications::actor)
                .text("service", BookingChanged::title)
                .time("start", BookingChanged::start)
                .timeZone(BookingChanged::timeZone)
                .data("bookingId", BookingChanged::id);
    }

    private static NotificationBuilder<BookingChanged> toCustomer(String type, Event<BookingChanged> event) {
        return about(type, event).to("customer", BookingChanged::customer, BookingChanged::professional);
    }

    private static NotificationBuilder<BookingChanged> toProfessional(String type, Event<BookingChanged> event) {
        return about(type, event).to("professional", BookingChanged::professional, BookingChanged::customer);
    }

    private static NotificationBuilder<BookingChanged> toBoth(String type, Event<BookingChanged> event) {
        return toCustomer(type, event).to("professional", BookingChanged::professional, BookingChanged::customer);
    }

    private static NotificationBuilder<BookingReminder> reminder(String type, Event<BookingReminder> event) {
        return BOOKINGS.notification(type, event)
                .to("customer", BookingReminder::customer, BookingReminder::professional)
                .to("professional", BookingReminder::professional, BookingReminder::customer)
                .text("service", BookingReminder::title)
                .time("start", BookingReminder::start)
                .timeZone(BookingReminder::timeZone)
                .data("bookingId", BookingReminder::id)
                .by(EMAIL)
                .link("View booking", "/bookings/{bookingId}")
                .unlessTurnedOff(RecipientOperations.BOOKING_REMINDERS)
                .discardExpired();
    }

    private static boolean isBySystem(BookingChanged booking) {
        return booking.by() == Party.SYSTEM;
    }

    private static Optional<UUID> actor(BookingChanged booking) {
        return switch (booking.by()) {
            case CUSTOMER -> Optional.of(booking.customer());
            case PROFESSIONAL -> Optional.of(booking.professional());
            case ADMIN, SYSTEM -> Optional.empty();
        };
    }

    private static Optional<String> administrator(BookingChanged booking) {
        return booking.by() == Party.ADMIN ? Optional.of("an administrator") : Optional.empty();
    }
}
