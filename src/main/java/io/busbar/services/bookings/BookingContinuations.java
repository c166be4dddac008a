package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingOperations.BOOKINGS;

import io.busbar.bus.Continuation;
import java.util.UUID;

/** The deadlines of holds and bookings, keyed by their ID. */
public interface BookingContinuations {
    /** A hold expires unless it was used. */
    Continuation<BookingDue> HOLD_DUE = BOOKINGS.continuation("hold.due", BookingDue.class);

    /** A request expires unless it was answered. */
    Continuation<BookingDue> ANSWER_DUE = BOOKINGS.continuation("booking.answer.due", BookingDue.class);

    /** A booking is completed unless it has ended otherwise. */
    Continuation<BookingDue> COMPLETION_DUE = BOOKINGS.continuation("booking.completion.due", BookingDue.class);

    /** The booking or hold whose deadline has come. */
    record BookingDue(UUID id) {}
}
