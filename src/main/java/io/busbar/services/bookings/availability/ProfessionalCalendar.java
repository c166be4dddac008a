package io.busbar.services.bookings.availability;

import io.busbar.bus.Failure;
import io.busbar.services.bookings.SlotOperations.BookingSlot;
import io.busbar.services.users.BookableProfessionalOperations.BookableProfessional;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a professional's time around the one that somebody wants.
 *
 * @param busyUntil how far the busy times are known
 */
public record ProfessionalCalendar(
        BookableProfessional provider, Schedule schedule, BusyTimes busy, Instant busyUntil) {
    private static final int MAX_ALTERNATIVES = 5;

    public ZoneId zone() {
        return provider.timeZone();
    }

    Slots slots(Duration duration, Instant now) {
        return new Slots(schedule, zone(), duration, busy, now);
    }

    /**
     * The wanted time as a free slot.
     *
     * @throws Failure VALIDATION_ERROR for a time that does not exist, CONFLICT with the reason and the next free times for any other
     *     that cannot be booked
     */
    public Slot requireFreeSlot(RequestedTime requestedTime, Duration duration, Instant now) {
        requireActive();
        Slot slot = requestedTime.toSlot(slots(duration, now));
        UnavailableReason unavailableReason = slot.unavailableReason();
        if (unavailableReason == UnavailableReason.DST_GAP) {
            throw Failure.invalid(
                    "/time", "does not exist on that day in " + zone() + ": clocks are put forward over it");
        }
        if (unavailableReason != null) {
            throw unavailable(unavailableReason, slot.start(), duration, now);
        }
        return slot;
    }

    /** The answer to somebody who cannot have a time. */
    Failure unavailable(UnavailableReason unavailableReason, Instant requestedStart, Duration duration, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("reason", unavailableReason.wireName());
        details.put("next", nextFreeSlots(requestedStart, duration, now));
        return Failure.conflict(unavailableReason.text(), details);
    }

    /** The answer to somebody who was too slow for a time: why it is not free now. */
    public Failure slotTaken(Instant requestedStart, Duration duration, Instant now) {
        UnavailableReason unavailableReason =
                slots(duration, now).evaluate(requestedStart).unavailableReason();
        return unavailable(
                unavailableReason == null ? UnavailableReason.BOOKED : unavailableReason,
                requestedStart,
                duration,
                now);
    }

    /** Free times from the wanted one on. */
    List<BookingSlot> nextFreeSlots(Instant requestedStart, Duration duration, Instant now) {
        return slots(duration, now).nextFree(requestedStart, busyUntil, MAX_ALTERNATIVES).stream()
                .map(slot -> toBookingSlot(slot, zone()))
                .toList();
    }

    public void requireActive() {
        if (!provider.bookable()) {
            throw Failure.conflict("This professional takes no bookings at present", Map.of("reason", "inactive"));
        }
    }

    /** What a booking of this slot agrees on. */
    public BookingDraft toDraft(UUID customer, UUID service, String title, Instant start, Duration duration) {
        Instant end = start.plus(duration);
        return new BookingDraft(
                provider.id(),
                customer,
                service,
                title,
                start,
                end,
                start.minus(schedule.rules().bufferBefore(), ChronoUnit.MINUTES),
                end.plus(schedule.rules().bufferAfter(), ChronoUnit.MINUTES),
                zone(),
                schedule.price(service, hourlyRate()));
    }

    private @Nullable Money hourlyRate() {
        Long rate = provider.hourlyRateMinorUnits();
        String currency = provider.currency();
        Integer digits = provider.currencyDigits();
        return rate == null || currency == null || digits == null ? null : new Money(rate, currency, digits);
    }

    /** A slot as clients see it, on the clocks of a zone. */
    static BookingSlot toBookingSlot(Slot slot, ZoneId zone) {
        UnavailableReason unavailableReason = slot.unavailableReason();
        return new BookingSlot(
                slot.start().atOffset(ZoneOffset.UTC),
                slot.end().atOffset(ZoneOffset.UTC),
                slot.start().atZone(zone).toOffsetDateTime(),
                slot.end().atZone(zone).toOffsetDateTime(),
                unavailableReason == null ? null : unavailableReason.wireName(),
                unavailableReason == null ? null : unavailableReason.text());
    }
}
