package io.busbar.bookings;

import io.busbar.bookings.BookingEvents.BookingChanged;
import io.busbar.bookings.BookingOperations.BookingAnswer;
import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.SetStatus;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bookings.BookingPushes.BookingMoved;
import io.busbar.bus.Call;
import io.busbar.bus.Event;
import io.busbar.bus.FreeText;
import io.busbar.bus.Push;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Confirms, rejects, cancels and completes bookings. */
final class StatusChanges {
    private final BookingStore store;

    StatusChanges(BookingStore store) {
        this.store = store;
    }

    Future<BookingAnswer> set(SetStatus request, Call<BookingAnswer> call) {
        String reason = FreeText.unlessEmpty(FreeText.prose(request.reason(), 500, "/reason"));
        return call.change(tx -> store.lock(tx, request.id()).compose(booking -> {
            Party party = booking.party(call.caller()).orElseThrow(BookingStore::noSuchBooking);
            if (booking.status() == request.status() && call.user().equals(booking.changer())) {
                return Future.succeededFuture(answer(booking)); // the same request once more
            }
            return move(tx, booking, request.status(), party, call.user(), reason, request.noShow(), Instant.now())
                    .map(StatusChanges::answer);
        }));
    }

    /**
     * What the clock does, if it is still due: the booking may have changed since.
     *
     * @param rang when the database said so; this node's clock may be behind
     */
    Future<?> overdue(Tx tx, UUID id, Status to, Instant rang) {
        Instant now = Instant.now();
        Instant time = rang.isAfter(now) ? rang : now;
        return store.lock(tx, id)
                .compose(booking ->
                        StatusFlow.allowed(booking, Party.CLOCK, time).contains(to)
                                ? move(tx, booking, to, Party.CLOCK, null, null, null, time)
                                : Future.succeededFuture(booking));
    }

    private Future<Booked> move(
            Tx tx,
            Booked booking,
            Status to,
            Party party,
            @Nullable UUID changer,
            @Nullable String reason,
            @Nullable Party noShow,
            Instant now) {
        Transition row = StatusFlow.decide(booking, to, party, noShow, now);
        boolean late = StatusFlow.late(booking, row, party, now);
        return store.move(tx, booking.id(), to, party, changer, reason, late, noShow)
                .map(moved -> announce(tx, moved, party, now));
    }

    static Booked announce(Tx tx, Booked booking, Party by, Instant now) {
        tx.about("booking", booking.id());
        tx.announce(event(booking.status()), booking.id().toString(), booking.changed(by, null));
        booking.push(tx, push(booking.status()), by);
        BookingTimers.set(tx, booking, now);
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

    private static Push<BookingMoved> push(Status status) {
        return switch (status) {
            case PENDING -> BookingPushes.REQUESTED;
            case CONFIRMED -> BookingPushes.CONFIRMED;
            case COMPLETED -> BookingPushes.COMPLETED;
            case CANCELLED -> BookingPushes.CANCELLED;
            case REJECTED -> BookingPushes.REJECTED;
        };
    }

    private static BookingAnswer answer(Booked booking) {
        return new BookingAnswer("Booking " + booking.status().wireName(), booking.answer());
    }
}
