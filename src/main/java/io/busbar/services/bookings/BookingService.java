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

/** Creates and reads bookings. */
final class BookingService {
    private final CalendarLoader calendarLoader;
    private final BookingStore store;
    private final int maxOpenRequests;
    private final BookingQueue bookingQueue;

    /**
     * @param maxOpenRequests the maximum number of unanswered requests of one customer; 0 means no limit
     */
    BookingService(CalendarLoader calendarLoader, BookingStore store, BookingQueue bookingQueue, int maxOpenRequests) {
        this.calendarLoader = calendarLoader;
        this.store = store;
        this.bookingQueue = bookingQueue;
        this.maxOpenRequests = maxOpenRequests;
    }

    /** Signals that another booking took the slot first. Callers replace it by a conflict with the next available slots. */
    static final class SlotTakenException extends RuntimeException {
        SlotTakenException() {
            super("taken", null, false, false);
        }
    }

    /**
     * A draft that was checked against the professional's calendar before the transaction. Another booking can still take the slot
     * first.
     */
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
     * Checks a request against the professional's calendar before a transaction begins.
     *
     * @param hold a hold of the customer, which already reserves the slot
     */
    Future<BookingProposal> propose(
            UUID professional,
            String serviceIdOrTitle,
            RequestedTime requestedTime,
            @Nullable UUID hold,
            Call<?> call) {
        if (professional.equals(call.userId())) {
            return Future.failedFuture(Failure.invalid("/professionalId", "must not be your own ID"));
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
     * Runs the change that takes the slot.
     *
     * @param contended whether other customers may take the slot meanwhile, so that the attempts are queued
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
            // A request with an idempotency key may repeat one that already succeeded, so it does not queue.
            return contended && call.requestContext().idempotency() == null
                    ? bookingQueue.submit(proposed.bookingDraft(), attempt)
                    : attempt.get();
        });
    }

    /**
     * Fails with the cause. With an idempotency key even a rejection waits for the key, because the request may repeat one that
     * succeeded.
     */
    private static <O> Future<O> rejectIdempotently(Call<O> call, Throwable cause) {
        return call.requestContext().idempotency() == null
                ? Future.failedFuture(cause)
                : call.change(tx -> Future.failedFuture(cause));
    }

    /** Replaces {@link SlotTakenException} by a conflict with the next available slots; any other cause stays. */
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
                    "You have reached the limit of open requests. Wait for an answer or cancel one",
                    Map.of("reason", "too_many_open_requests", "max", maxOpenRequests));
        }
        if (hold == null) {
            throw new SlotTakenException();
        }
        throw Failure.conflict(
                "This hold has expired or is for another time or service", Map.of("reason", "hold_expired"));
    }

    private static BookingResponse publishRequested(Tx tx, BookingRecord booking, @Nullable UUID hold, Instant now) {
        StatusChanges.publish(tx, booking, Party.CUSTOMER, now);
        if (hold != null) {
            tx.cancel(BookingEvents.HOLD_DUE, hold.toString());
        }
        return new BookingResponse("Booking requested", booking.toBooking());
    }

    /** Returns a booking of the caller, or any booking for an admin. Fails with NOT_FOUND otherwise. */
    Future<BookingRecord> get(BookingId request, Call<?> call) {
        return store.read(request.id())
                .map(found -> found.filter(
                                booking -> booking.party(call.requestContext()).isPresent())
                        .orElseThrow(BookingStore::noSuchBooking));
    }

    /** Returns the request, or fails with VALIDATION_ERROR if its filters are not allowed. */
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
