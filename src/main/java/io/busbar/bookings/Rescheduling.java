package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.BookingAnswer;
import io.busbar.bookings.BookingOperations.BookingId;
import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.Reschedule;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Moves bookings to other times, under the same rules as new ones. What was agreed on service, duration and price stays. */
final class Rescheduling {
    private final Bookings bookings;
    private final Diaries diaries;
    private final BookingStore store;

    Rescheduling(Bookings bookings, Diaries diaries, BookingStore store) {
        this.bookings = bookings;
        this.diaries = diaries;
        this.store = store;
    }

    Future<BookingAnswer> reschedule(Reschedule request, Call<BookingAnswer> call) {
        return bookings.read(new BookingId(request.id()), call).compose(before -> {
            WantedTime wanted = WantedTime.of(request.date(), request.time(), request.start());
            Party party = mayMove(before, call);
            if (isThere(before, wanted)) {
                return Future.succeededFuture(answer(before));
            }
            return diaries.open(before.professional(), wanted, before.id(), call.caller())
                    .compose(diary -> {
                        Slot slot = diary.free(wanted, before.duration(), Instant.now());
                        Draft to = diary.draft(
                                before.customer(), before.service(), before.title(), slot.start(), before.duration());
                        return call.change(tx -> move(tx, before, to, party, call))
                                .recover(cause -> retold(cause, to, before, call));
                    });
        });
    }

    private Future<BookingAnswer> move(Tx tx, Booked before, Draft to, Party party, Call<BookingAnswer> call) {
        UUID id = before.id();
        return store.lock(tx, id, before.professional()).compose(booking -> {
            mayMove(booking, call);
            Instant now = Instant.now();
            boolean ask = party == Party.CUSTOMER || booking.status() == Status.PENDING;
            Status status = ask ? Status.PENDING : booking.status();
            Instant answerBy = ask ? BookingTimers.answerBy(to.start(), now) : null;
            return store.reschedule(tx, id, to, status, answerBy, party, call.user())
                    .map(moved -> {
                        Booked after = moved.orElseThrow(Bookings.Taken::new);
                        tx.about("booking", id);
                        tx.announce(BookingEvents.RESCHEDULED, id.toString(), after.changed(party, booking.start()));
                        after.push(tx, BookingPushes.RESCHEDULED, party);
                        BookingTimers.set(tx, after, now);
                        return answer(after);
                    });
        });
    }

    private Future<BookingAnswer> retold(Throwable cause, Draft to, Booked booking, Call<BookingAnswer> call) {
        return !(cause instanceof Bookings.Taken)
                ? Future.failedFuture(cause)
                : diaries.open(booking.professional(), new WantedTime(null, to.start()), booking.id(), call.caller())
                        .compose(diary ->
                                Future.failedFuture(diary.lost(to.start(), booking.duration(), Instant.now())));
    }

    private static Party mayMove(Booked booking, Call<BookingAnswer> call) {
        Party party = booking.party(call.caller()).orElseThrow(BookingStore::noSuchBooking);
        Instant now = Instant.now();
        boolean open = booking.status() == Status.PENDING || booking.status() == Status.CONFIRMED;
        if (party == Party.PROFESSIONAL || !open || !now.isBefore(booking.start())) {
            throw Failure.conflict(
                    party == Party.PROFESSIONAL
                            ? "Only the customer can move a booking; cancel or reject it with a reason"
                            : "This booking cannot be moved any more",
                    Map.of("status", booking.status().wireName(), "allowed", StatusFlow.allowed(booking, party, now)));
        }
        return party;
    }

    private static boolean isThere(Booked booking, WantedTime wanted) {
        return wanted.instant(booking.zone()).equals(booking.start());
    }

    private static BookingAnswer answer(Booked booking) {
        return new BookingAnswer("Booking rescheduled", booking.answer());
    }
}
