package io.busbar.services.bookings.availability;

import io.busbar.bus.Failure;
import io.busbar.bus.Require;
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
 * A professional's profile, schedule and busy times around a requested time.
 *
 * @param busyUntil the end of the period whose busy times are loaded
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
     * Returns the requested time as an available slot.
     *
     * @throws Failure VALIDATION_ERROR for a time that does not exist, CONFLICT with the reason and the next available slots for any
     *     other unavailable time
     */
    public Slot requireFreeSlot(RequestedTime requestedTime, Duration duration, Instant now) {
        requireActive();
        Slot slot = requestedTime.toSlot(slots(duration, now));
        UnavailableReason unavailableReason = slot.unavailableReason();
        if (unavailableReason == UnavailableReason.DST_GAP) {
            throw Failure.invalid("/time", "does not exist on that day in " + zone() + " because clocks go forward");
        }
        if (unavailableReason != null) {
            throw unavailable(unavailableReason, slot.start(), duration, now);
        }
        return slot;
    }

    /** Returns the conflict for an unavailable slot, with the reason and the next available slots. */
    Failure unavailable(UnavailableReason unavailableReason, Instant requestedStart, Duration duration, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("reason", unavailableReason.wireName());
        details.put("next", nextFreeSlots(requestedStart, duration, now));
        return Failure.conflict(unavailableReason.text(), details);
    }

    /** Returns the conflict for a slot that another booking has just taken, with the current reason. */
    public Failure slotTaken(Instant requestedStart, Duration duration, Instant now) {
        UnavailableReason unavailableReason =
                slots(duration, now).evaluate(requestedStart).unavailableReason();
        return unavailable(
                unavailableReason == null ? UnavailableReason.BOOKED : unavailableReason,
                requestedStart,
                duration,
                now);
    }

    /** Returns the next available slots from the requested start on. */
    List<BookingSlot> nextFreeSlots(Instant requestedStart, Duration duration, Instant now) {
        return slots(duration, now).nextFree(requestedStart, busyUntil, MAX_ALTERNATIVES).stream()
                .map(slot -> toBookingSlot(slot, zone()))
                .toList();
    }

    public void requireActive() {
        Require.that(
                provider.bookable(),
                () -> Failure.conflict(
                        "This professional is not taking bookings at the moment", Map.of("reason", "inactive")));
    }

    /** Returns the draft of a booking at the current terms. */
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

    /** Returns a slot for API responses, with local times in this zone. */
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
