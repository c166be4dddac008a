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
 * A professional's weekly hours, date overrides, service terms and booking rules.
 *
 * @param weekly the hours of each day of the week
 * @param dateOverrides the dates whose hours differ from the weekly hours
 * @param services the terms that differ from the defaults, by the ID of the catalog service
 */
public record Schedule(
        Map<DayOfWeek, List<MinuteOfDayRange>> weekly,
        Map<LocalDate, OverrideHours> dateOverrides,
        Map<UUID, ServiceTerms> services,
        BookingRules rules) {

    /** The duration of a service for which the professional has set none. */
    static final Duration DEFAULT_DURATION = Duration.ofMinutes(60);

    /** The schedule of a professional who has set none: it has no hours. */
    static final Schedule EMPTY = new Schedule(Map.of(), Map.of(), Map.of(), BookingRules.DEFAULT);

    public Schedule {
        weekly = Map.copyOf(weekly);
        dateOverrides = Map.copyOf(dateOverrides);
        services = Map.copyOf(services);
    }

    /**
     * The hours of a date override.
     *
     * @param replacesWeeklyHours whether the weekly hours do not apply on this date
     * @param hours the hours in addition to the weekly hours, or the only hours if {@code replacesWeeklyHours}
     */
    record OverrideHours(boolean replacesWeeklyHours, List<MinuteOfDayRange> hours) {
        OverrideHours {
            hours = List.copyOf(hours);
        }
    }

    /** The duration and the price of a service; null stands for the default. */
    record ServiceTerms(
            @Nullable Integer durationMinutes, @Nullable Money price) {}

    /**
     * The rules for every booking.
     *
     * @param bufferBeforeMinutes the minutes kept free before a booking
     * @param bufferAfterMinutes the minutes kept free after a booking
     * @param minimumNoticeMinutes the minutes from now to the earliest start
     * @param bookingWindowDays the days from today to the last day that can be booked
     * @param slotIntervalMinutes the minutes between the starts of consecutive slots
     */
    record BookingRules(
            int bufferBeforeMinutes,
            int bufferAfterMinutes,
            int minimumNoticeMinutes,
            int bookingWindowDays,
            int slotIntervalMinutes) {
        /** The rules of a professional who has set none. The upsert of {@link AvailabilityStore} repeats them. */
        static final BookingRules DEFAULT = new BookingRules(0, 0, 0, 90, 30);
    }

    /** Returns the hours of a date, with its date override if it has one. */
    List<MinuteOfDayRange> hours(LocalDate date) {
        OverrideHours override = dateOverrides.get(date);
        if (override == null) {
            return weeklyHours(date);
        }
        return MinuteOfDayRange.merged(
                override.replacesWeeklyHours()
                        ? override.hours()
                        : Stream.concat(weeklyHours(date).stream(), override.hours().stream())
                                .toList());
    }

    /** Returns the weekly hours of a date, without its date override. */
    List<MinuteOfDayRange> weeklyHours(LocalDate date) {
        return MinuteOfDayRange.merged(weekly.getOrDefault(date.getDayOfWeek(), List.of()));
    }

    public Duration duration(UUID service) {
        ServiceTerms terms = services.get(service);
        Integer minutes = terms == null ? null : terms.durationMinutes();
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
