package io.busbar.services.bookings;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Tx;
import io.busbar.bus.text.TextNormalizer;
import io.busbar.services.bookings.BookingOperations.BookingId;
import io.busbar.services.bookings.BookingOperations.BookingResponse;
import io.busbar.services.bookings.BookingOperations.CreateBooking;
import io.busbar.services.bookings.BookingOperations.ListBookings;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.availability.BookingDraft;
import io.busbar.services.bookings.availability.CalendarLoader;
import io.busbar.services.bookings.availability.ProfessionalCalendar;
import io.busbar.services.bookings.availability.RequestedTime;
import io.busbar.services.catalog.CatalogOperations.Service;
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
final class BookingService {
    private final CalendarLoader calendarLoader;
    private final BookingStore store;
    private final int maxOpenRequests;
    private final BookingQueue bookingQueue;

    /** @param maxOpenRequests how many of one customer can wait for an answer; 0 for any number */
    BookingService(CalendarLoader calendarLoader, BookingStore store, BookingQueue bookingQueue, int maxOpenRequests) {
        this.calendarLoader = calendarLoader;
        this.store = store;
        this.bookingQueue = bookingQueue;
        this.maxOpenRequests = maxOpenRequests;
    }

    /** Somebody was faster; an answer that names the next free times takes its place. */
    static final class SlotTakenException extends RuntimeException {
        SlotTakenException() {
            super("taken", null, false, false);
        }
    }

    /** A time that can be had as far as anybody knows, and what is agreed with it. */
    record BookingProposal(BookingDraft bookingDraft, ProfessionalCalendar calendar) {
        Duration duration() {
            return Duration.between(bookingDraft.start(), bookingDraft.end());
        }
    }

    Future<BookingResponse> create(CreateBooking request, Call<BookingResponse> call) {
        RequestedTime requestedTime = RequestedTime.of(request.date(), request.time(), request.start());
        String address = TextNormalizer.emptyToNull(TextNormalizer.multiLine(request.address(), 500, "/address"));
        String notes = TextNormalizer.emptyToNull(TextNormalizer.multiLine(request.notes(), 2000, "/notes"));
        UUID hold = request.holdId();
        Future<BookingProposal> proposal =
                propose(request.professionalId(), request.service(), requestedTime, hold, call);
        return reserveSlot(proposal, call, hold == null, proposed -> tx -> {
                    Instant now = Instant.now();
                    BookingDraft bookingDraft = proposed.bookingDraft();
                    Instant answerBy = BookingTimers.answerDeadline(bookingDraft.start(), now);
                    return (hold == null
                                    ? store.insert(tx, bookingDraft, address, notes, answerBy, maxOpenRequests)
                                    : store.convertHold(
                                            tx, hold, bookingDraft, address, notes, answerBy, maxOpenRequests))
                            .compose(created -> created.map(Future::succeededFuture)
                                    .orElseGet(() -> store.countOpenRequests(tx, bookingDraft.customer())
                                            .map(open -> failNotCreated(open, hold))))
                            .map(booking -> publishRequested(tx, booking, hold, now));
                })
                .recover(cause -> suggestAlternatives(cause, proposal, call));
    }

    /**
     * What somebody wants, checked against all that is known before a transaction is opened for it.
     *
     * @param hold of theirs, which keeps the time free for them
     */
    Future<BookingProposal> propose(
            UUID professional,
            String serviceIdOrTitle,
            RequestedTime requestedTime,
            @Nullable UUID hold,
            Call<?> call) {
        if (professional.equals(call.userId())) {
            return Future.failedFuture(Failure.invalid("/professionalId", "must be somebody else"));
        }
        Future<Service> service = calendarLoader.service(serviceIdOrTitle, call.requestContext());
        Future<ProfessionalCalendar> calendar =
                calendarLoader.load(professional, requestedTime, hold, call.requestContext());
        return Future.all(service, calendar).map(loaded -> {
            Service catalogService = service.result();
            ProfessionalCalendar professionalCalendar = calendar.result();
            Duration duration = professionalCalendar.schedule().duration(catalogService.id());
            Instant start;
            if (hold == null) {
                start = professionalCalendar
                        .requireFreeSlot(requestedTime, duration, Instant.now())
                        .start();
            } else {
                professionalCalendar.requireActive();
                start = requestedTime.toInstant(professionalCalendar.zone());
            }
            return new BookingProposal(
                    professionalCalendar.toDraft(
                            call.userId(), catalogService.id(), catalogService.title(), start, duration),
                    professionalCalendar);
        });
    }

    /**
     * Takes the time, unless somebody else has it by then.
     *
     * @param contended whether others may take it, so that they have to wait for each other
     */
    <O> Future<O> reserveSlot(
            Future<BookingProposal> proposal,
            Call<O> call,
            boolean contended,
            Function<BookingProposal, Function<Tx, Future<O>>> change) {
        return proposal.transform(proposalResult -> {
            if (proposalResult.failed()) {
                return rejectIdempotently(call, proposalResult.cause());
            }
            BookingProposal proposed = proposalResult.result();
            Supplier<Future<O>> attempt =
                    () -> call.change(tx -> change.apply(proposed).apply(tx));
            // What is granted to a key may have been granted, and be over, long ago.
            return contended && call.requestContext().idempotency() == null
                    ? bookingQueue.submit(proposed.bookingDraft(), attempt)
                    : attempt.get();
        });
    }

    /** With an idempotency key even a refusal waits for the key: the request may be one that was granted before. */
    private static <O> Future<O> rejectIdempotently(Call<O> call, Throwable cause) {
        return call.requestContext().idempotency() == null
                ? Future.failedFuture(cause)
                : call.change(tx -> Future.failedFuture(cause));
    }

    /** To who came second: the next free times, as they are now. */
    <O> Future<O> suggestAlternatives(Throwable cause, Future<BookingProposal> proposal, Call<?> call) {
        if (!(cause instanceof SlotTakenException)) {
            return Future.failedFuture(cause);
        }
        BookingProposal lostProposal = proposal.result();
        BookingDraft bookingDraft = lostProposal.bookingDraft();
        RequestedTime requestedTime = new RequestedTime(null, bookingDraft.start());
        return calendarLoader
                .load(bookingDraft.professional(), requestedTime, null, call.requestContext())
                .compose(calendar -> Future.failedFuture(
                        calendar.slotTaken(bookingDraft.start(), lostProposal.duration(), Instant.now())));
    }

    private BookingRecord failNotCreated(long open, @Nullable UUID hold) {
        if (maxOpenRequests > 0 && open >= maxOpenRequests) {
            throw Failure.conflict(
                    "You have as many open requests as you can; wait for an answer, or cancel one",
                    Map.of("reason", "too_many_open_requests", "max", maxOpenRequests));
        }
        if (hold == null) {
            throw new SlotTakenException();
        }
        throw Failure.conflict(
                "This hold is over, or was made for another time or service", Map.of("reason", "hold_expired"));
    }

    private static BookingResponse publishRequested(Tx tx, BookingRecord booking, @Nullable UUID hold, Instant now) {
        StatusChanges.publish(tx, booking, Party.CUSTOMER, now);
        if (hold != null) {
            tx.cancel(BookingEvents.HOLD_DUE, hold.toString());
        }
        return new BookingResponse("Booking requested", booking.toBooking());
    }

    /** A booking of the caller's, or any for an admin. */
    Future<BookingRecord> get(BookingId request, Call<?> call) {
        return store.read(request.id())
                .map(found -> found.filter(
                                booking -> booking.party(call.requestContext()).isPresent())
                        .orElseThrow(BookingStore::noSuchBooking));
    }

    /** Filters as they are allowed. */
    static ListBookings validate(ListBookings request) {
        List<FieldError> errors = new ArrayList<>();
        if (request.role() == Party.ADMIN || request.role() == Party.SYSTEM) {
            errors.add(new FieldError("/role", "must be customer or professional"));
        }
        if (request.from() != null && request.to() != null && request.to().isBefore(request.from())) {
            errors.add(new FieldError("/to", "must not be before from"));
        }
        Failure.throwIfAny(errors);
        return request;
    }
}
