package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bus.Subscriber;

/** What happens to bookings and holds when nobody does anything. */
final class BookingClock {
    private final StatusChanges changes;
    private final HoldStore holds;

    BookingClock(StatusChanges changes, HoldStore holds) {
        this.changes = changes;
        this.holds = holds;
    }

    Subscriber subscriber() {
        return new Subscriber("bookings.clock")
                .on(
                        BookingEvents.HOLD_DUE,
                        (tx, due) -> holds.lapse(tx, due.payload().id()))
                .on(
                        BookingEvents.ANSWER_DUE,
                        (tx, due) -> changes.overdue(tx, due.payload().id(), Status.CANCELLED, due.at()))
                .on(
                        BookingEvents.COMPLETION_DUE,
                        (tx, due) -> changes.overdue(tx, due.payload().id(), Status.COMPLETED, due.at()));
    }
}
