package io.busbar.services.bookings;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Id;
import io.busbar.bus.Tx;
import io.busbar.data.ConstraintViolation;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates and reads bookings. */
final class BookingService {
    private final CalendarLoader calendarLoader;
    private final BookingStore store;
    private final IntSupplier maxOpenRequests;
    private final BookingQueue bookingQueue;

    /**
     * @param maxOpenRequests returns the maximum number of unanswered bookings of one customer; 0 means no limit
     */
    BookingService(
            CalendarLoader calendarLoader, BookingStore store, BookingQueue bookingQueue, IntSupplier maxOpenRequests) {
        this.calendarLoader = calendarLoader;
        this.store = store;
        this.bookingQueue = bookingQueue;
        this.maxOpenRequests = maxOpenRequests;
    }

    /** Signals that another booking took the slot first. Callers replace it with a conflict with the next available slots. */
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
        UUID hold = request.holdId();
        Future<BookingProposal> proposal =
                propose(request.professionalId(), request.service(), requestedTime, hold, call);
        return reserveSlot(
                        proposal, call, hold == null, (tx, bookingDraft) -> insertAndPublish(tx, bookingDraft, request))
                .recover(cause -> suggestAlternatives(cause, proposal, call));
    }

    private Future<BookingResponse> insertAndPublish(Tx tx, BookingDraft bookingDraft, CreateBooking request) {
        Instant now = Instant.now();
        UUID hold = request.holdId();
        return insertOrConvertHold(tx, bookingDraft, request, now)
                .compose(created -> created.isPresent()
                        ? Future.succeededFuture(created.get())
                        : failWithReasonNotCreated(tx, bookingDraft.customer(), hold))
                .map(booking -> publishRequested(tx, booking, hold, now));
    }

    private Future<Optional<BookingRecord>> insertOrConvertHold(
            Tx tx, BookingDraft bookingDraft, CreateBooking request, Instant now) {
        Instant answerBy = BookingTimers.answerDeadline(bookingDraft.start(), now);
        UUID hold = request.holdId();
        int max = maxOpenRequests.getAsInt();
        return hold == null
                ? store.insert(tx, bookingDraft, request.address(), request.notes(), answerBy, max)
                : store.convertHold(tx, hold, bookingDraft, request.address(), request.notes(), answerBy, max);
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
        Future<Service> service = calendarLoader.findService(serviceIdOrTitle, call.requestContext());
        Future<ProfessionalCalendar> calendar =
                calendarLoader.load(professional, requestedTime, hold, call.requestContext());
        return Future.all(service, calendar)
                .map(loaded -> toProposal(call.userId(), service.result(), calendar.result(), requestedTime, hold));
    }

    private static BookingProposal toProposal(
            UUID customer,
            Service service,
            ProfessionalCalendar calendar,
            RequestedTime requestedTime,
            @Nullable UUID hold) {
        Duration duration = calendar.schedule().duration(service.id());
        Instant start = hold == null
                ? calendar.requireAvailableSlot(requestedTime, duration, Instant.now())
                        .start()
                : startOfHold(calendar, requestedTime);
        return new BookingProposal(
                calendar.toDraft(customer, service.id(), service.title(), start, duration), calendar);
    }

    private static Instant startOfHold(ProfessionalCalendar calendar, RequestedTime requestedTime) {
        calendar.requireActive();
        return requestedTime.toInstant(calendar.zone());
    }

    /**
     * Runs the change that takes the slot.
     *
     * @param queued whether attempts for overlapping times run one after the other; false if a hold already reserves the slot
     */
    <O> Future<O> reserveSlot(
            Future<BookingProposal> proposal,
            Call<O> call,
            boolean queued,
            BiFunction<Tx, BookingDraft, Future<O>> change) {
        return proposal.transform(result -> result.failed()
                ? rejectIdempotently(call, result.cause())
                : runOrQueue(result.result().bookingDraft(), call, queued, change));
    }

    private <O> Future<O> runOrQueue(
            BookingDraft bookingDraft, Call<O> call, boolean queued, BiFunction<Tx, BookingDraft, Future<O>> change) {
        // The service existed when the booking was proposed; it may be deleted before the booking is stored.
        Supplier<Future<O>> attempt = () -> call.change(tx -> change.apply(tx, bookingDraft)
                .recover(ConstraintViolation.reportedAs("booking_service_exists", () -> Failure.noSuch("service"))));
        // With an idempotency key the request may repeat one that succeeded and must get its response.
        // In the queue, the success of that request would fail this one as a conflict.
        if (!queued || call.requestContext().idempotency() != null) {
            return attempt.get();
        }
        return bookingQueue.submit(bookingDraft, attempt);
    }

    /**
     * Fails with the cause. With an idempotency key this goes through {@code change}, which returns the stored response if the request
     * repeats one that succeeded: the slot is unavailable because that request took it.
     */
    private static <O> Future<O> rejectIdempotently(Call<O> call, Throwable cause) {
        return call.requestContext().idempotency() == null
                ? Future.failedFuture(cause)
                : call.change(tx -> Future.failedFuture(cause));
    }

    /** Replaces {@link SlotTakenException} with a conflict with the next available slots; any other cause stays. */
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

    private Future<BookingRecord> failWithReasonNotCreated(Tx tx, UUID customer, @Nullable UUID hold) {
        return store.countOpenRequests(tx, customer).compose(open -> Future.failedFuture(reasonNotCreated(open, hold)));
    }

    private RuntimeException reasonNotCreated(long open, @Nullable UUID hold) {
        int max = maxOpenRequests.getAsInt();
        if (max > 0 && open >= max) {
            return Failure.conflict(
                    "You have reached the limit of open requests. Wait for an answer or cancel a request",
                    Map.of("reason", "too_many_open_requests", "max", max));
        }
        return hold == null
                ? new SlotTakenException()
                : Failure.conflict(
                        "This hold has expired or is for another time or service", Map.of("reason", "hold_expired"));
    }

    private static BookingResponse publishRequested(Tx tx, BookingRecord booking, @Nullable UUID hold, Instant now) {
        BookingStatusService.publish(tx, booking, Party.CUSTOMER, now);
        if (hold != null) {
            tx.cancel(BookingContinuations.HOLD_DUE, hold.toString());
        }
        return new BookingResponse("Booking requested", booking.toBooking());
    }

    /** Returns a booking of the caller, or any booking for an admin. Fails with NOT_FOUND otherwise. */
    Future<BookingRecord> get(Id request, Call<?> call) {
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
            errors.add(new FieldError("/to", "must not be before `from`"));
        }
        Failure.throwIfAny(errors);
        return request;
    }
}
