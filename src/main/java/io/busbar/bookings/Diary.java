package io.busbar.bookings;

import io.busbar.bookings.SlotOperations.FreeTime;
import io.busbar.bus.Failure;
import io.busbar.users.ProviderOperations.Professional;
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
 * @param to how far the busy times are known
 */
record Diary(Professional provider, Schedule schedule, BusyTimes busy, Instant to) {
    private static final int NEXT = 5;

    ZoneId zone() {
        return provider.zone();
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
    Slot free(WantedTime wanted, Duration duration, Instant now) {
        mustBeActive();
        Slot slot = wanted.judgedBy(slots(duration, now));
        Refusal refusal = slot.refusal();
        if (refusal == Refusal.DST_GAP) {
            throw Failure.invalid(
                    "/time", "does not exist on that day in " + zone() + ": clocks are put forward over it");
        }
        if (refusal != null) {
            throw refused(refusal, slot.start(), duration, now);
        }
        return slot;
    }

    /** The answer to somebody who cannot have a time. */
    Failure refused(Refusal refusal, Instant wanted, Duration duration, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("reason", refusal.wireName());
        details.put("next", next(wanted, duration, now));
        return Failure.conflict(refusal.text(), details);
    }

    /** The answer to somebody who was too slow for a time: why it is not free now. */
    Failure lost(Instant wanted, Duration duration, Instant now) {
        Refusal refusal = slots(duration, now).judge(wanted).refusal();
        return refused(refusal == null ? Refusal.BOOKED : refusal, wanted, duration, now);
    }

    /** Free times from the wanted one on. */
    List<FreeTime> next(Instant wanted, Duration duration, Instant now) {
        return slots(duration, now).next(wanted, to, NEXT).stream()
                .map(slot -> time(slot, zone()))
                .toList();
    }

    void mustBeActive() {
        if (!provider.active()) {
            throw Failure.conflict("This professional takes no bookings at present", Map.of("reason", "inactive"));
        }
    }

    /** What a booking of this slot agrees on. */
    Draft draft(UUID customer, UUID service, String title, Instant start, Duration duration) {
        Instant end = start.plus(duration);
        return new Draft(
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
        Long rate = provider.hourlyRate();
        String currency = provider.currency();
        Integer digits = provider.digits();
        return rate == null || currency == null || digits == null ? null : new Money(rate, currency, digits);
    }

    /** A slot as clients see it, on the clocks of a zone. */
    static FreeTime time(Slot slot, ZoneId zone) {
        Refusal refusal = slot.refusal();
        return new FreeTime(
                slot.start().atOffset(ZoneOffset.UTC),
                slot.end().atOffset(ZoneOffset.UTC),
                slot.start().atZone(zone).toOffsetDateTime(),
                slot.end().atZone(zone).toOffsetDateTime(),
                refusal == null ? null : refusal.wireName(),
                refusal == null ? null : refusal.text());
    }
}
