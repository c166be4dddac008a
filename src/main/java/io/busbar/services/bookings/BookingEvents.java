package io.busbar.services.bookings;

import io.busbar.bus.Event;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the bookings service announces, by booking id, or a person's where it is about them. No addresses and no notes: events are kept, and
 * people can ask to be forgotten.
 */
public interface BookingEvents {
    Event<BookingChanged> REQUESTED = BookingOperations.BOOKINGS.event(
            "booking.requested", "A customer asks a professional for a time.", BookingChanged.class);

    Event<BookingChanged> CONFIRMED =
            BookingOperations.BOOKINGS.event("booking.confirmed", "A booking stands.", BookingChanged.class);

    Event<BookingChanged> REJECTED =
            BookingOperations.BOOKINGS.event("booking.rejected", "A professional declined.", BookingChanged.class);

    Event<BookingChanged> CANCELLED = BookingOperations.BOOKINGS.event(
            "booking.cancelled", "A booking is off; by the clock when nobody answered.", BookingChanged.class);

    Event<BookingChanged> COMPLETED =
            BookingOperations.BOOKINGS.event("booking.completed", "The work is done.", BookingChanged.class);

    Event<BookingChanged> RESCHEDULED = BookingOperations.BOOKINGS.event(
            "booking.rescheduled", "A booking has another time.", BookingChanged.class);

    Event<BookingReminder> REMINDER_DAY = BookingOperations.BOOKINGS.event(
            "booking.reminder.day", "A confirmed booking begins in 24 hours.", BookingReminder.class);

    Event<BookingReminder> REMINDER_HOUR = BookingOperations.BOOKINGS.event(
            "booking.reminder.hour", "A confirmed booking begins in an hour.", BookingReminder.class);

    Event<BookingDue> HOLD_DUE =
            BookingOperations.BOOKINGS.event("hold.due", "A hold is over unless it was used.", BookingDue.class);

    Event<BookingDue> ANSWER_DUE = BookingOperations.BOOKINGS.event(
            "booking.answer.due", "A request is over unless it was answered.", BookingDue.class);

    Event<BookingDue> COMPLETION_DUE = BookingOperations.BOOKINGS.event(
            "booking.completion.due", "A booking counts as completed unless it ended otherwise.", BookingDue.class);

    Event<CalendarFeedCreated> CALENDAR_FEED_CREATED = BookingOperations.BOOKINGS.event(
            "calendar.feed.created",
            "Somebody's bookings can be read by who has the address.",
            CalendarFeedCreated.class);

    /**
     * A booking as it stands now.
     *
     * @param title         of the service when it was booked
     * @param timeZone      the professional's
     * @param previousStart where it moved from, when it was rescheduled
     * @param by            who did it
     * @param late          cancelled less than 24 hours before its start
     * @param noShow        who did not come
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
            @Nullable Party noShow) {}

    /** What is about to begin. */
    record BookingReminder(
            UUID id, UUID customer, UUID professional, UUID service, String title, Instant start, String timeZone) {}

    /** Whose bookings they are. */
    record CalendarFeedCreated(UUID id) {}

    /** Whose time has come. */
    record BookingDue(UUID id) {}
}
