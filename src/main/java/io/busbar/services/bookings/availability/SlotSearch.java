package io.busbar.services.bookings.availability;

import static io.busbar.services.bookings.SlotOperations.MAX_LISTED_DAYS;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.ListResult;
import io.busbar.services.bookings.SlotOperations.BookingSlot;
import io.busbar.services.bookings.SlotOperations.ListSlots;
import io.busbar.services.catalog.CatalogOperations.Service;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Lists the slots of a professional between two dates. */
public final class SlotSearch {
    /** Longer than any booking with its buffers plus any offset of a time zone. */
    private static final Duration MARGIN = Duration.ofDays(3);

    private final CalendarLoader calendarLoader;

    public SlotSearch(CalendarLoader calendarLoader) {
        this.calendarLoader = calendarLoader;
    }

    public Future<ListResult<BookingSlot>> listSlots(ListSlots request, Call<ListResult<BookingSlot>> call) {
        long days = ChronoUnit.DAYS.between(request.from(), request.to()) + 1;
        if (days < 1) {
            throw Failure.invalid("/to", "must not be before `from`");
        }
        if (days > MAX_LISTED_DAYS) {
            throw Failure.invalid("/to", "must be at most " + MAX_LISTED_DAYS + " days including `from`");
        }
        Instant first = request.from().atStartOfDay(ZoneOffset.UTC).toInstant().minus(MARGIN);
        Instant last = request.to().atStartOfDay(ZoneOffset.UTC).toInstant().plus(MARGIN);
        Future<Service> service = calendarLoader.findService(request.service(), call.requestContext());
        Future<ProfessionalCalendar> calendar =
                calendarLoader.load(request.professionalId(), first, last, null, call.requestContext());
        return Future.all(service, calendar).map(both -> toResponse(request, calendar.result(), service.result()));
    }

    private static ListResult<BookingSlot> toResponse(
            ListSlots request, ProfessionalCalendar calendar, Service service) {
        if (!calendar.profile().active()) {
            return new ListResult<>(List.of());
        }
        ZoneId zone = request.timeZone() == null ? calendar.zone() : request.timeZone();
        Slots slots = calendar.slots(calendar.schedule().duration(service.id()), Instant.now());
        Instant from = request.from().atStartOfDay(zone).toInstant();
        Instant to = request.to().plusDays(1).atStartOfDay(zone).toInstant();
        return new ListResult<>(slots.between(from, to, Boolean.TRUE.equals(request.explain())).stream()
                .map(slot -> ProfessionalCalendar.toBookingSlot(slot, zone))
                .toList());
    }
}
