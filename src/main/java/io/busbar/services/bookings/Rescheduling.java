package io.busbar.services.bookings;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.Id;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.data.WireNames;
import io.busbar.services.bookings.BookingOperations.BookingResponse;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.RescheduleBooking;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.availability.BookingDraft;
import io.busbar.services.bookings.availability.CalendarLoader;
import io.busbar.services.bookings.availability.ProfessionalCalendar;
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
        return bookingService.get(new Id(request.id()), call).compose(current -> reschedule(current, request, call));
    }

    private Future<BookingResponse> reschedule(
            BookingRecord current, RescheduleBooking request, Call<BookingResponse> call) {
        RequestedTime requestedTime = RequestedTime.of(request.date(), request.time(), request.start());
        Party party = requireReschedulable(current, call);
        if (isUnchanged(current, requestedTime)) {
            return Future.succeededFuture(toResponse(current));
        }
        return loadCalendar(current, requestedTime, call)
                .map(calendar -> toDraft(calendar, current, requestedTime))
                .compose(to -> call.change(tx -> reschedule(tx, current.id(), to, party, call))
                        .recover(cause -> suggestAlternatives(cause, to, current, call)));
    }

    private Future<ProfessionalCalendar> loadCalendar(BookingRecord booking, RequestedTime around, Call<?> call) {
        return calendarLoader.load(booking.professional(), around, booking.id(), call.requestContext());
    }

    private static BookingDraft toDraft(
            ProfessionalCalendar calendar, BookingRecord current, RequestedTime requestedTime) {
        Slot slot = calendar.requireAvailableSlot(requestedTime, current.duration(), Instant.now());
        return calendar.toDraft(
                current.customer(), current.service(), current.title(), slot.start(), current.duration());
    }

    private Future<BookingResponse> reschedule(
            Tx tx, UUID id, BookingDraft to, Party party, Call<BookingResponse> call) {
        return store.readForUpdate(tx, id, to.professional()).compose(booking -> {
            requireReschedulable(booking, call);
            Instant now = Instant.now();
            TimeChange change = TimeChange.of(booking, to, party, call.userId(), now);
            return store.reschedule(tx, id, change)
                    .map(updated -> updated.orElseThrow(BookingService.SlotTakenException::new))
                    .map(updated -> publish(tx, updated, booking.start(), party, now));
        });
    }

    private static BookingResponse publish(
            Tx tx, BookingRecord booking, Instant previousStart, Party party, Instant now) {
        tx.publish(BookingEvents.RESCHEDULED, booking.id(), booking.toEvent(party, previousStart));
        booking.pushUpdate(tx, BookingPushes.RESCHEDULED, party);
        BookingTimers.schedule(tx, booking, now);
        return toResponse(booking);
    }

    private Future<BookingResponse> suggestAlternatives(
            Throwable cause, BookingDraft to, BookingRecord booking, Call<BookingResponse> call) {
        if (!(cause instanceof BookingService.SlotTakenException)) {
            return Future.failedFuture(cause);
        }
        return loadCalendar(booking, new RequestedTime(null, to.start()), call)
                .compose(calendar ->
                        Future.failedFuture(calendar.slotTaken(to.start(), booking.duration(), Instant.now())));
    }

    private static Party requireReschedulable(BookingRecord booking, Call<?> call) {
        Party party = Require.present(booking.party(call.requestContext()), BookingStore::noSuchBooking);
        Instant now = Instant.now();
        boolean open = booking.status() == Status.PENDING || booking.status() == Status.CONFIRMED;
        Require.that(
                party != Party.PROFESSIONAL,
                () -> notReschedulable(
                        "Only the customer can reschedule a booking. Cancel or reject it with a reason instead",
                        booking,
                        party,
                        now));
        Require.that(
                open && now.isBefore(booking.start()),
                () -> notReschedulable("This booking can no longer be rescheduled", booking, party, now));
        return party;
    }

    private static Failure notReschedulable(String message, BookingRecord booking, Party party, Instant now) {
        return Failure.conflict(
                message,
                Map.of(
                        "status",
                        WireNames.nameOf(booking.status()),
                        "allowed",
                        StatusFlow.allowedStatuses(booking, party, now)));
    }

    private static boolean isUnchanged(BookingRecord booking, RequestedTime requestedTime) {
        return requestedTime.toInstant(booking.zone()).equals(booking.start());
    }

    private static BookingResponse toResponse(BookingRecord booking) {
        return new BookingResponse("Booking rescheduled", booking.toBooking());
    }
}
