package io.busbar.services.bookings;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Tx;
import io.busbar.services.bookings.BookingOperations.BookingId;
import io.busbar.services.bookings.BookingOperations.BookingResponse;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.RescheduleBooking;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.availability.BookingDraft;
import io.busbar.services.bookings.availability.CalendarLoader;
import io.busbar.services.bookings.availability.RequestedTime;
import io.busbar.services.bookings.availability.Slot;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Moves bookings to other times under the same rules as new bookings. Service, duration and price stay as agreed. */
final class Rescheduling {
    private final BookingService bookingService;
    private final CalendarLoader calendarLoader;
    private final BookingStore store;

    Rescheduling(BookingService bookingService, CalendarLoader calendarLoader, BookingStore store) {
        this.bookingService = bookingService;
        this.calendarLoader = calendarLoader;
        this.store = store;
    }

    Future<BookingResponse> reschedule(RescheduleBooking request, Call<BookingResponse> call) {
        return bookingService.get(new BookingId(request.id()), call).compose(current -> {
            RequestedTime requestedTime = RequestedTime.of(request.date(), request.time(), request.start());
            Party party = requireReschedulable(current, call);
            if (isUnchanged(current, requestedTime)) {
                return Future.succeededFuture(toResponse(current));
            }
            return calendarLoader
                    .load(current.professional(), requestedTime, current.id(), call.requestContext())
                    .compose(calendar -> {
                        Slot slot = calendar.requireFreeSlot(requestedTime, current.duration(), Instant.now());
                        BookingDraft to = calendar.toDraft(
                                current.customer(),
                                current.service(),
                                current.title(),
                                slot.start(),
                                current.duration());
                        return call.change(tx -> applyReschedule(tx, current, to, party, call))
                                .recover(cause -> suggestAlternatives(cause, to, current, call));
                    });
        });
    }

    private Future<BookingResponse> applyReschedule(
            Tx tx, BookingRecord current, BookingDraft to, Party party, Call<BookingResponse> call) {
        UUID id = current.id();
        return store.readForUpdate(tx, id, current.professional()).compose(booking -> {
            requireReschedulable(booking, call);
            Instant now = Instant.now();
            boolean needsAnswer = party == Party.CUSTOMER || booking.status() == Status.PENDING;
            Status status = needsAnswer ? Status.PENDING : booking.status();
            Instant answerBy = needsAnswer ? BookingTimers.answerDeadline(to.start(), now) : null;
            return store.reschedule(tx, id, to, status, answerBy, party, call.userId())
                    .map(updated -> {
                        BookingRecord rescheduled = updated.orElseThrow(BookingService.SlotTakenException::new);
                        tx.auditSubject("booking", id);
                        tx.publish(
                                BookingEvents.RESCHEDULED, id.toString(), rescheduled.toEvent(party, booking.start()));
                        rescheduled.pushUpdate(tx, BookingPushes.RESCHEDULED, party);
                        BookingTimers.schedule(tx, rescheduled, now);
                        return toResponse(rescheduled);
                    });
        });
    }

    private Future<BookingResponse> suggestAlternatives(
            Throwable cause, BookingDraft to, BookingRecord booking, Call<BookingResponse> call) {
        return !(cause instanceof BookingService.SlotTakenException)
                ? Future.failedFuture(cause)
                : calendarLoader
                        .load(
                                booking.professional(),
                                new RequestedTime(null, to.start()),
                                booking.id(),
                                call.requestContext())
                        .compose(calendar ->
                                Future.failedFuture(calendar.slotTaken(to.start(), booking.duration(), Instant.now())));
    }

    private static Party requireReschedulable(BookingRecord booking, Call<BookingResponse> call) {
        Party party = booking.party(call.requestContext()).orElseThrow(BookingStore::noSuchBooking);
        Instant now = Instant.now();
        boolean open = booking.status() == Status.PENDING || booking.status() == Status.CONFIRMED;
        if (party == Party.PROFESSIONAL || !open || !now.isBefore(booking.start())) {
            throw Failure.conflict(
                    party == Party.PROFESSIONAL
                            ? "Only the customer can reschedule a booking. Cancel or reject it with a reason instead"
                            : "This booking can no longer be rescheduled",
                    Map.of(
                            "status",
                            booking.status().wireName(),
                            "allowed",
                            StatusFlow.allowedStatuses(booking, party, now)));
        }
        return party;
    }

    private static boolean isUnchanged(BookingRecord booking, RequestedTime requestedTime) {
        return requestedTime.toInstant(booking.zone()).equals(booking.start());
    }

    private static BookingResponse toResponse(BookingRecord booking) {
        return new BookingResponse("Booking rescheduled", booking.toBooking());
    }
}
