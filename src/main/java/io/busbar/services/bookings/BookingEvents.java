package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingOperations.BOOKINGS;

import io.busbar.bus.Event;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of the bookings service. The key is the booking's ID, or the user's ID for calendar feeds. Events are retained, so they
 * contain no addresses or notes, which users can have erased.
 */
public interface BookingEvents {
    Event<BookingChanged> REQUESTED =
            BOOKINGS.event("booking.requested", "A customer requested a booking.", BookingChanged.class);

    Event<BookingChanged> CONFIRMED =
            BOOKINGS.event("booking.confirmed", "A booking was confirmed.", BookingChanged.class);

    Event<BookingChanged> REJECTED =
            BOOKINGS.event("booking.rejected", "A booking was rejected.", BookingChanged.class);

    Event<BookingChanged> CANCELLED = BOOKINGS.event(
            "booking.cancelled",
            "A booking was cancelled, by the system if the request was not answered in time.",
            BookingChanged.class);

    Event<BookingChanged> COMPLETED =
            BOOKINGS.event("booking.completed", "A booking was completed.", BookingChanged.class);

    Event<BookingChanged> RESCHEDULED =
            BOOKINGS.event("booking.rescheduled", "A booking was moved to another time.", BookingChanged.class);

    Event<BookingReminder> REMINDER_DAY =
            BOOKINGS.event("booking.reminder.day", "A confirmed booking starts in 24 hours.", BookingReminder.class);

    Event<BookingReminder> REMINDER_HOUR =
            BOOKINGS.event("booking.reminder.hour", "A confirmed booking starts in one hour.", BookingReminder.class);

    Event<CalendarFeedCreated> CALENDAR_FEED_CREATED = BOOKINGS.event(
            "calendar.feed.created",
            "A user created a calendar feed. Anyone with its URL can see their bookings.",
            CalendarFeedCreated.class);

    /** Published by the service that owns reviews. */
    Event<BookingReviewChanged> REVIEW_CHANGED = BOOKINGS.event(
            "booking.review.changed",
            "The review of a booking was created, edited, hidden, shown again or deleted.",
            BookingReviewChanged.class);

    /**
     * A booking after a change.
     *
     * @param title the service's title at the time of booking
     * @param timeZone the professional's time zone
     * @param previousStart the start before the booking was rescheduled; null for other changes
     * @param by the party that made the change
     * @param late whether the booking was cancelled less than 24 hours before its start
     * @param noShow the party that did not show up
     * @param withdrawn whether the booking was cancelled because the account of a party was erased
     */
    record BookingChanged(
            UUID id,
            UUID customer,
            UUID professional,
            UUID service,
            String title,
            Status status,
            Instant start,
            Instant end,
            String timeZone,
            @Nullable Instant previousStart,
            Party by,
            boolean late,
            @Nullable Party noShow,
            boolean withdrawn) {}

    /** A confirmed booking that starts soon. */
    record BookingReminder(
            UUID id, UUID customer, UUID professional, UUID service, String title, Instant start, String timeZone) {}

    /** The booking whose review changed. */
    record BookingReviewChanged(UUID booking) {}

    /** The user whose bookings the feed contains. */
    record CalendarFeedCreated(UUID id) {}
}
