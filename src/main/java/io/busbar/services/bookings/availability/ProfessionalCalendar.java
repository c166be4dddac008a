package io.busbar.services.bookings.availability;

import io.busbar.bus.Failure;
import io.busbar.bus.Require;
import io.busbar.data.WireNames;
import io.busbar.services.bookings.SlotOperations.BookingSlot;
import io.busbar.services.bookings.SlotOperations.UnavailableReason;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
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
 * @param busyTimesLoadedUntil the end of the period whose busy times are loaded
 */
public record ProfessionalCalendar(
        BookingProfile profile, Schedule schedule, BusyTimes busyTimes, Instant busyTimesLoadedUntil) {
    private static final int MAX_ALTERNATIVES = 5;

    public ZoneId zone() {
        return profile.timeZone();
    }

    Slots slots(Duration duration, Instant now) {
        return new Slots(schedule, zone(), duration, busyTimes, now);
    }

    /**
     * Returns the requested time as an available slot.
     *
     * @throws Failure VALIDATION_ERROR for a time that does not exist, CONFLICT with the reason and the next available slots for any
     *     other unavailable time
     */
    public Slot requireAvailableSlot(RequestedTime requestedTime, Duration duration, Instant now) {
        requireActive();
        Slot slot = requestedTime.toSlot(slots(duration, now));
        UnavailableReason unavailableReason = slot.unavailableReason();
        if (unavailableReason == UnavailableReason.DST_GAP) {
            throw Failure.invalid("/time", "does not exist on that day in " + zone() + " because clocks go forward");
        }
        if (unavailableReason != null) {
            throw slotUnavailable(unavailableReason, slot.start(), duration, now);
        }
        return slot;
    }

    /** Returns the conflict for an unavailable slot, with the reason and the next available slots. */
    Failure slotUnavailable(
            UnavailableReason unavailableReason, Instant requestedStart, Duration duration, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("reason", WireNames.nameOf(unavailableReason));
        details.put("next", nextAvailableSlots(requestedStart, duration, now));
        return Failure.conflict(unavailableReason.text(), details);
    }

    /** Returns the conflict for a slot that another booking has just taken, with the current reason. */
    public Failure slotTaken(Instant requestedStart, Duration duration, Instant now) {
        UnavailableReason unavailableReason =
                slots(duration, now).evaluate(requestedStart).unavailableReason();
        return slotUnavailable(
                unavailableReason == null ? UnavailableReason.BOOKED : unavailableReason,
                requestedStart,
                duration,
                now);
    }

    /** Returns the next available slots from the requested start on. */
    List<BookingSlot> nextAvailableSlots(Instant requestedStart, Duration duration, Instant now) {
        return slots(duration, now).nextAvailable(requestedStart, busyTimesLoadedUntil, MAX_ALTERNATIVES).stream()
                .map(slot -> toBookingSlot(slot, zone()))
                .toList();
    }

    /** Fails with CONFLICT if the account of the professional is suspended or being deleted. */
    public void requireActive() {
        Require.that(
                profile.active(),
                () -> Failure.conflict(
                        "This professional is not taking bookings at the moment", Map.of("reason", "inactive")));
    }

    /** Returns the draft of a booking at the current terms. */
    public BookingDraft toDraft(UUID customer, UUID service, String title, Instant start, Duration duration) {
        Instant end = start.plus(duration);
        return new BookingDraft(
                profile.id(),
                customer,
                service,
                title,
                start,
                end,
                start.minus(schedule.rules().bufferBeforeMinutes(), ChronoUnit.MINUTES),
                end.plus(schedule.rules().bufferAfterMinutes(), ChronoUnit.MINUTES),
                zone(),
                schedule.price(service, hourlyRate()));
    }

    private @Nullable Money hourlyRate() {
        Long rate = profile.hourlyRateMinorUnits();
        String currency = profile.currency();
        Integer digits = profile.currencyDigits();
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
                unavailableReason,
                unavailableReason == null ? null : unavailableReason.text());
    }
}
