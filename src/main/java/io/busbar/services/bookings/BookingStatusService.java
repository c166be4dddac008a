package io.busbar.services.bookings;

import io.busbar.bus.Call;
import io.busbar.bus.Event;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Push;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.data.WireNames;
import io.busbar.services.bookings.BookingContinuations.BookingDue;
import io.busbar.services.bookings.BookingEvents.BookingChanged;
import io.busbar.services.bookings.BookingOperations.BookingResponse;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.SetBookingStatus;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.BookingPushes.BookingUpdate;
import io.vertx.core.Future;
import java.time.Instant;

/** Confirms, rejects, cancels and completes bookings. */
final class BookingStatusService {
    private final BookingStore store;

    BookingStatusService(BookingStore store) {
        this.store = store;
    }

    Future<BookingResponse> setStatus(Tx tx, SetBookingStatus request, Call<BookingResponse> call) {
        return store.readForUpdate(tx, request.id())
                .compose(booking -> setStatus(tx, booking, request, call))
                .map(BookingStatusService::toResponse);
    }

    private Future<BookingRecord> setStatus(Tx tx, BookingRecord booking, SetBookingStatus request, Call<?> call) {
        Party party = Require.present(booking.party(call.requestContext()), BookingStore::noSuchBooking);
        if (isRepeated(booking, request, call)) {
            return Future.succeededFuture(booking);
        }
        StatusChange change =
                new StatusChange(request.status(), party, call.userId(), request.reason(), request.noShow());
        return changeStatus(tx, booking, change, Instant.now());
    }

    private static boolean isRepeated(BookingRecord booking, SetBookingStatus request, Call<?> call) {
        return booking.status() == request.status() && call.userId().equals(booking.changedByUser());
    }

    /** Applies the change of a due timer if it is still allowed; the booking may have changed since. */
    Future<?> changeIfDue(Tx tx, EventEnvelope<BookingDue> due, Status to) {
        // The timer fired by the clock of the database; this node's clock may be behind.
        Instant firedAt = due.publishedAt();
        Instant now = Instant.now();
        Instant time = firedAt.isAfter(now) ? firedAt : now;
        return store.readForUpdate(tx, due.payload().id()).compose(booking -> changeIfAllowed(tx, booking, to, time));
    }

    private Future<BookingRecord> changeIfAllowed(Tx tx, BookingRecord booking, Status to, Instant now) {
        return StatusFlow.allowedStatuses(booking, Party.SYSTEM, now).contains(to)
                ? changeStatus(tx, booking, StatusChange.bySystem(to), now)
                : Future.succeededFuture(booking);
    }

    private Future<BookingRecord> changeStatus(Tx tx, BookingRecord booking, StatusChange change, Instant now) {
        Transition transition = StatusFlow.findTransition(booking, change, now);
        boolean late = StatusFlow.isLate(booking, transition, change, now);
        return store.changeStatus(tx, booking.id(), change, late)
                .map(updated -> publish(tx, updated, change.party(), now));
    }

    static BookingRecord publish(Tx tx, BookingRecord booking, Party party, Instant now) {
        return publish(tx, booking, booking.toEvent(party, null), now);
    }

    /** Publishes that the booking was cancelled because the account of a party was erased. */
    static BookingRecord publishWithdrawn(Tx tx, BookingRecord booking, Instant now) {
        return publish(tx, booking, booking.toEvent(Party.SYSTEM, null, true), now);
    }

    private static BookingRecord publish(Tx tx, BookingRecord booking, BookingChanged change, Instant now) {
        tx.publish(event(booking.status()), booking.id(), change);
        booking.pushUpdate(tx, push(booking.status()), change.by());
        BookingTimers.schedule(tx, booking, now);
        return booking;
    }

    private static Event<BookingChanged> event(Status status) {
        return switch (status) {
            case PENDING -> BookingEvents.REQUESTED;
            case CONFIRMED -> BookingEvents.CONFIRMED;
            case COMPLETED -> BookingEvents.COMPLETED;
            case CANCELLED -> BookingEvents.CANCELLED;
            case REJECTED -> BookingEvents.REJECTED;
        };
    }

    private static Push<BookingUpdate> push(Status status) {
        return switch (status) {
            case PENDING -> BookingPushes.REQUESTED;
            case CONFIRMED -> BookingPushes.CONFIRMED;
            case COMPLETED -> BookingPushes.COMPLETED;
            case CANCELLED -> BookingPushes.CANCELLED;
            case REJECTED -> BookingPushes.REJECTED;
        };
    }

    private static BookingResponse toResponse(BookingRecord booking) {
        return new BookingResponse("Booking " + WireNames.nameOf(booking.status()), booking.toBooking());
    }
}
