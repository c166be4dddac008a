package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.BookingAnswer;
import io.busbar.bookings.BookingOperations.BookingId;
import io.busbar.bookings.BookingOperations.CreateBooking;
import io.busbar.bookings.BookingOperations.ListBookings;
import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FreeText;
import io.busbar.bus.Tx;
import io.busbar.catalog.CatalogOperations.Service;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes bookings. */
final class Bookings {
    private final Diaries diaries;
    private final BookingStore store;
    private final int openRequests;
    private final Contenders contenders;

    /** @param openRequests how many of one customer can wait for an answer; 0 for any number */
    Bookings(Diaries diaries, BookingStore store, Contenders contenders, int openRequests) {
        this.diaries = diaries;
        this.store = store;
        this.contenders = contenders;
        this.openRequests = openRequests;
    }

    /** Somebody was faster; an answer that names the next free times takes its place. */
    static final class Taken extends RuntimeException {
        Taken() {
            super("taken", null, false, false);
        }
    }

    /** A time that can be had as far as anybody knows, and what is agreed with it. */
    record Offer(Draft draft, Diary diary) {
        Duration duration() {
            return Duration.between(draft.start(), draft.end());
        }
    }

    Future<BookingAnswer> create(CreateBooking request, Call<BookingAnswer> call) {
        WantedTime wanted = WantedTime.of(request.date(), request.time(), request.start());
        String address = FreeText.unlessEmpty(FreeText.prose(request.address(), 500, "/address"));
        String notes = FreeText.unlessEmpty(FreeText.prose(request.notes(), 2000, "/notes"));
        UUID hold = request.holdId();
        Future<Offer> offer = offer(request.professionalId(), request.service(), wanted, hold, call);
        return take(offer, call, hold == null, found -> tx -> {
                    Instant now = Instant.now();
                    Draft draft = found.draft();
                    Instant answerBy = BookingTimers.answerBy(draft.start(), now);
                    return (hold == null
                                    ? store.insert(tx, draft, address, notes, answerBy, openRequests)
                                    : store.use(tx, hold, draft, address, notes, answerBy, openRequests))
                            .compose(made -> made.map(Future::succeededFuture)
                                    .orElseGet(() -> store.openRequests(tx, draft.customer())
                                            .map(open -> refused(open, hold))))
                            .map(booking -> requested(tx, booking, hold, now));
                })
                .recover(cause -> retold(cause, offer, call));
    }

    /**
     * What somebody wants, checked against all that is known before a transaction is opened for it.
     *
     * @param hold of theirs, which keeps the time free for them
     */
    Future<Offer> offer(UUID professional, String named, WantedTime wanted, @Nullable UUID hold, Call<?> call) {
        if (professional.equals(call.user())) {
            return Future.failedFuture(Failure.invalid("/professionalId", "must be somebody else"));
        }
        Future<Service> service = diaries.service(named, call.caller());
        Future<Diary> diary = diaries.open(professional, wanted, hold, call.caller());
        return Future.all(service, diary).map(both -> {
            Service found = service.result();
            Diary known = diary.result();
            Duration duration = known.schedule().duration(found.id());
            Instant start;
            if (hold == null) {
                start = known.free(wanted, duration, Instant.now()).start();
            } else {
                known.mustBeActive();
                start = wanted.instant(known.zone());
            }
            return new Offer(known.draft(call.user(), found.id(), found.title(), start, duration), known);
        });
    }

    /**
     * Takes the time, unless somebody else has it by then.
     *
     * @param contested whether others may take it, so that they have to wait for each other
     */
    <O> Future<O> take(
            Future<Offer> offer, Call<O> call, boolean contested, Function<Offer, Function<Tx, Future<O>>> work) {
        return offer.transform(found -> {
            if (found.failed()) {
                return refuse(call, found.cause());
            }
            Offer wanted = found.result();
            Supplier<Future<O>> attempt =
                    () -> call.change(tx -> work.apply(wanted).apply(tx));
            // What is granted to a key may have been granted, and be over, long ago.
            return contested && call.caller().idempotency() == null
                    ? contenders.enter(wanted.draft(), attempt)
                    : attempt.get();
        });
    }

    /** With an idempotency key even a refusal waits for the key: the request may be one that was granted before. */
    private static <O> Future<O> refuse(Call<O> call, Throwable cause) {
        return call.caller().idempotency() == null
                ? Future.failedFuture(cause)
                : call.change(tx -> Future.failedFuture(cause));
    }

    /** To who came second: the next free times, as they are now. */
    <O> Future<O> retold(Throwable cause, Future<Offer> offer, Call<?> call) {
        if (!(cause instanceof Taken)) {
            return Future.failedFuture(cause);
        }
        Offer lost = offer.result();
        Draft draft = lost.draft();
        WantedTime wanted = new WantedTime(null, draft.start());
        return diaries.open(draft.professional(), wanted, null, call.caller())
                .compose(diary -> Future.failedFuture(diary.lost(draft.start(), lost.duration(), Instant.now())));
    }

    private Booked refused(long open, @Nullable UUID hold) {
        if (openRequests > 0 && open >= openRequests) {
            throw Failure.conflict(
                    "You have as many open requests as you can; wait for an answer, or cancel one",
                    Map.of("reason", "requests", "most", openRequests));
        }
        if (hold == null) {
            throw new Taken();
        }
        throw Failure.conflict("This hold is over, or was made for another time or service", Map.of("reason", "hold"));
    }

    private static BookingAnswer requested(Tx tx, Booked booking, @Nullable UUID hold, Instant now) {
        StatusChanges.announce(tx, booking, Party.CUSTOMER, now);
        if (hold != null) {
            tx.cancel(BookingEvents.HOLD_DUE, hold.toString());
        }
        return new BookingAnswer("Booking requested", booking.answer());
    }

    /** A booking of the caller's, or any for an admin. */
    Future<Booked> read(BookingId request, Call<?> call) {
        return store.read(request.id())
                .map(found -> found.filter(
                                booking -> booking.party(call.caller()).isPresent())
                        .orElseThrow(BookingStore::noSuchBooking));
    }

    /** Filters as they are allowed. */
    static ListBookings checked(ListBookings request) {
        List<FieldError> errors = new ArrayList<>();
        if (request.role() == Party.ADMIN || request.role() == Party.CLOCK) {
            errors.add(new FieldError("/role", "must be customer or professional"));
        }
        if (request.from() != null && request.to() != null && request.to().isBefore(request.from())) {
            errors.add(new FieldError("/to", "must not be before from"));
        }
        Failure.throwIfAny(errors);
        return request;
    }
}
