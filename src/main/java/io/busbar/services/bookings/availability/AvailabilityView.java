package io.busbar.services.bookings.availability;

import io.busbar.services.bookings.AvailabilityOperations.Availability;
import io.busbar.services.bookings.AvailabilityOperations.DateOverride;
import io.busbar.services.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.services.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.services.users.BookingProfileOperations.BookingProfile;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.ProfileHours;
import io.busbar.services.users.ProfileHoursOperations.TimeOfDayRange;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Converts schedules to API responses. */
final class AvailabilityView {
    private AvailabilityView() {}

    static Availability toAvailability(BookingProfile profile, Schedule schedule) {
        Schedule.BookingRules bookingRules = schedule.rules();
        return new Availability(
                profile.id(),
                profile.timeZone().getId(),
                dayHours(schedule),
                schedule.dateOverrides().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new DateOverride(
                                entry.getKey(),
                                entry.getValue().replacesWeeklyHours(),
                                timeOfDayRanges(entry.getValue().hours())))
                        .toList(),
                serviceOffers(schedule),
                bookingRules.bufferBeforeMinutes(),
                bookingRules.bufferAfterMinutes(),
                bookingRules.minimumNoticeMinutes(),
                bookingRules.bookingWindowDays(),
                bookingRules.slotIntervalMinutes());
    }

    static OpeningHours toOpeningHours(BookingProfile profile, Schedule schedule) {
        return new OpeningHours(profile.id(), profile.timeZone().getId(), dayHours(schedule), serviceOffers(schedule));
    }

    static ProfileHours toProfileHours(BookingProfile profile, Schedule schedule) {
        return new ProfileHours(profile.timeZone().getId(), dayHours(schedule));
    }

    private static List<DayHours> dayHours(Schedule schedule) {
        return schedule.weekly().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry ->
                        new DayHours(entry.getKey().name().toLowerCase(Locale.ROOT), timeOfDayRanges(entry.getValue())))
                .toList();
    }

    private static List<ServiceOffer> serviceOffers(Schedule schedule) {
        return schedule.services().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> {
                    Money price = entry.getValue().price();
                    return new ServiceOffer(
                            entry.getKey(),
                            entry.getValue().durationMinutes(),
                            price == null ? null : price.toDecimal(),
                            price == null ? null : price.currency());
                })
                .toList();
    }

    private static List<TimeOfDayRange> timeOfDayRanges(List<MinuteOfDayRange> ranges) {
        return ranges.stream()
                .map(range -> new TimeOfDayRange(
                        MinuteOfDayRange.format(range.start()), MinuteOfDayRange.format(range.end())))
                .toList();
    }
}
