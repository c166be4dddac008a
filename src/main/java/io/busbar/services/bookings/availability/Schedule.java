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
 * A professional's weekly hours, exceptions, service terms and booking rules.
 *
 * @param weekly the hours of each day of the week
 * @param exceptions the rules for dates that differ from their day of the week
 * @param services the terms that differ from the defaults, by the ID of the catalog service
 */
public record Schedule(
        Map<DayOfWeek, List<TimeRange>> weekly,
        Map<LocalDate, DateRule> exceptions,
        Map<UUID, ServiceTerms> services,
        BookingRules rules) {

    /** The duration of a service for which the professional has set none. */
    static final Duration DEFAULT_DURATION = Duration.ofMinutes(60);

    /** The schedule of a professional who has set none: it has no hours. */
    static final Schedule EMPTY = new Schedule(Map.of(), Map.of(), Map.of(), new BookingRules(0, 0, 0, 90, 30));

    public Schedule {
        weekly = Map.copyOf(weekly);
        exceptions = Map.copyOf(exceptions);
        services = Map.copyOf(services);
    }

    /**
     * A date that differs from its day of the week.
     *
     * @param closed whether the weekly hours do not apply
     * @param extra additional hours
     */
    record DateRule(boolean closed, List<TimeRange> extra) {
        DateRule {
            extra = List.copyOf(extra);
        }
    }

    /** The duration in minutes and the price of a service; null stands for the default. */
    record ServiceTerms(
            @Nullable Integer duration, @Nullable Money price) {}

    /**
     * The rules for every booking.
     *
     * @param bufferBefore the minutes kept free before a booking
     * @param bufferAfter the minutes kept free after a booking
     * @param minimumNotice the minutes from now to the earliest start
     * @param bookingWindow the days from today to the last day that can be booked
     * @param slotInterval the minutes between consecutive starts
     */
    record BookingRules(int bufferBefore, int bufferAfter, int minimumNotice, int bookingWindow, int slotInterval) {}

    /** Returns the hours of a date, including exceptions. */
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

    /** Returns the hours of a date without exceptions. */
    List<TimeRange> weeklyHours(LocalDate date) {
        return TimeRange.merged(weekly.getOrDefault(date.getDayOfWeek(), List.of()));
    }

    public Duration duration(UUID service) {
        ServiceTerms terms = services.get(service);
        Integer minutes = terms == null ? null : terms.duration();
        return minutes == null ? DEFAULT_DURATION : Duration.ofMinutes(minutes);
    }

    /** Returns the price of a service, or null if there is neither a price nor an hourly rate. */
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
