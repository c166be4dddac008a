package io.busbar.services.bookings;

import io.busbar.bus.events.Subscriber;
import io.busbar.services.bookings.BookingOperations.Status;

/** Applies due timers: deletes expired holds, cancels unanswered requests and completes past bookings. */
final class BookingTimerHandler {
    private final BookingStatusService statusService;
    private final HoldStore holds;

    BookingTimerHandler(BookingStatusService statusService, HoldStore holds) {
        this.statusService = statusService;
        this.holds = holds;
    }

    Subscriber subscriber() {
        return new Subscriber("bookings.timers")
                .on(
                        BookingContinuations.HOLD_DUE,
                        (tx, due) -> holds.deleteExpired(tx, due.payload().id()))
                .on(
                        BookingContinuations.ANSWER_DUE,
                        (tx, due) ->
                                statusService.changeIfDue(tx, due.payload().id(), Status.CANCELLED, due.publishedAt()))
                .on(
                        BookingContinuations.COMPLETION_DUE,
                        (tx, due) ->
                                statusService.changeIfDue(tx, due.payload().id(), Status.COMPLETED, due.publishedAt()));
    }
}
