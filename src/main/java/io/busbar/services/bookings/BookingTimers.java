package io.busbar.services.bookings;

import io.busbar.bus.Event;
import io.busbar.bus.Tx;
import io.busbar.services.bookings.BookingContinuations.BookingDue;
import io.busbar.services.bookings.BookingEvents.BookingReminder;
import java.time.Duration;
import java.time.Instant;

/** Schedules and cancels the timers of a booking after each change: answer deadline, reminders, completion. */
final class BookingTimers {
    private static final Duration DAY_REMINDER = Duration.ofHours(24);
    private static final Duration HOUR_REMINDER = Duration.ofHours(1);

    private BookingTimers() {}

    /** Returns the deadline for the answer to a request that is made now. */
    static Instant answerDeadline(Instant start, Instant now) {
        Instant latest = now.plus(Transition.ANSWER_TIMEOUT);
        return start.isBefore(latest) ? start : latest;
    }

    static void schedule(Tx tx, BookingRecord booking, Instant now) {
        String key = booking.id().toString();
        BookingDue due = new BookingDue(booking.id());
        switch (booking.status()) {
            case PENDING -> {
                if (booking.sequence() > 0) {
                    cancelConfirmedTimers(tx, key);
                }
                Instant answerBy = booking.expiresAt();
                tx.schedule(BookingContinuations.ANSWER_DUE, key, due, answerBy == null ? booking.start() : answerBy);
            }
            case CONFIRMED -> {
                tx.cancel(BookingContinuations.ANSWER_DUE, key);
                scheduleReminder(tx, BookingEvents.REMINDER_DAY, booking, DAY_REMINDER, now);
                scheduleReminder(tx, BookingEvents.REMINDER_HOUR, booking, HOUR_REMINDER, now);
                tx.schedule(
                        BookingContinuations.COMPLETION_DUE,
                        key,
                        due,
                        booking.end().plus(Transition.COMPLETION_DELAY));
            }
            case COMPLETED, CANCELLED, REJECTED -> {
                tx.cancel(BookingContinuations.ANSWER_DUE, key);
                cancelConfirmedTimers(tx, key);
            }
        }
    }

    private static void scheduleReminder(
            Tx tx, Event<BookingReminder> reminder, BookingRecord booking, Duration before, Instant now) {
        String key = booking.id().toString();
        Instant due = booking.start().minus(before);
        if (due.isAfter(now)) {
            tx.schedule(reminder, key, booking.toReminder(), due);
        } else {
            tx.cancel(reminder, key);
        }
    }

    private static void cancelConfirmedTimers(Tx tx, String key) {
        tx.cancel(BookingEvents.REMINDER_DAY, key);
        tx.cancel(BookingEvents.REMINDER_HOUR, key);
        tx.cancel(BookingContinuations.COMPLETION_DUE, key);
    }
}
