package io.busbar.services.bookings.availability;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When and how a professional takes bookings.
 *
 * @param weekly     hours of each day of the week
 * @param exceptions what is different on a date
 * @param services   duration and price of a service where they are not the usual ones, by the catalog's id
 */
public record Schedule(
        Map<DayOfWeek, List<TimeRange>> weekly,
        Map<LocalDate, DateRule> exceptions,
        Map<UUID, ServiceTerms> services,
        BookingRules rules) {

    /** How long a service takes unless the professional says otherwise. */
    static final Duration DEFAULT_DURATION = Duration.ofMinutes(60);

    /** Somebody who has said nothing: no hours. */
    static final Schedule EMPTY = new Schedule(Map.of(), Map.of(), Map.of(), new BookingRules(0, 0, 0, 90, 30));

    public Schedule {
        weekly = Map.copyOf(weekly);
        exceptions = Map.copyOf(exceptions);
        services = Map.copyOf(services);
    }

    /**
     * A date that is not like its day of the week.
     *
     * @param closed the weekly hours do not count
     * @param extra  hours besides them
     */
    record DateRule(boolean closed, List<TimeRange> extra) {
        DateRule {
            extra = List.copyOf(extra);
        }
    }

    /** How long a service takes and what it costs; null for the usual. */
    record ServiceTerms(
            @Nullable Integer duration, @Nullable Money price) {}

    /**
     * What else holds for every booking.
     *
     * @param bufferBefore  minutes kept free before one
     * @param bufferAfter   minutes kept free after one
     * @param minimumNotice minutes from now to the earliest start
     * @param bookingWindow days from today to the last that can be booked
     * @param slotInterval  minutes from one start to the next
     */
    record BookingRules(int bufferBefore, int bufferAfter, int minimumNotice, int bookingWindow, int slotInterval) {}

    /** The hours of a date, exceptions considered. */
    List<TimeRange> hours(LocalDate date) {
        DateRule rule = exceptions.get(date);
        if (rule == null) {
            return weeklyHours(date);
        }
        return TimeRange.merged(
                rule.closed()
                        ? rule.extra()
                        : Stream.concat(weeklyHours(date).stream(), rule.extra().stream())
                                .toList());
    }

    /** The hours that the date would have without exceptions. */
    List<TimeRange> weeklyHours(LocalDate date) {
        return TimeRange.merged(weekly.getOrDefault(date.getDayOfWeek(), List.of()));
    }

    public Duration duration(UUID service) {
        ServiceTerms terms = services.get(service);
        Integer minutes = terms == null ? null : terms.duration();
        return minutes == null ? DEFAULT_DURATION : Duration.ofMinutes(minutes);
    }

    /** What a service costs; null when nobody has said. */
    @Nullable
    Money price(UUID service, @Nullable Money hourlyRate) {
        ServiceTerms terms = services.get(service);
        Money fixed = terms == null ? null : terms.price();
        if (fixed != null) {
            return fixed;
        }
        return hourlyRate == null ? null : hourlyRate.forDuration(duration(service));
    }
}
