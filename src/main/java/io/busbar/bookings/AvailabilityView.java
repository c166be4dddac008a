package io.busbar.bookings;

import io.busbar.bookings.AvailabilityOperations.Availability;
import io.busbar.bookings.AvailabilityOperations.DateHours;
import io.busbar.bookings.AvailabilityOperations.DayHours;
import io.busbar.bookings.AvailabilityOperations.OpeningHours;
import io.busbar.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.bookings.AvailabilityOperations.TimeSlot;
import io.busbar.users.ProviderOperations.Professional;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A schedule as clients see it. */
final class AvailabilityView {
    private AvailabilityView() {}

    static Availability own(Professional provider, Schedule schedule) {
        Schedule.Rules rules = schedule.rules();
        return new Availability(
                provider.id(),
                provider.zone().getId(),
                days(schedule),
                schedule.exceptions().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new DateHours(
                                entry.getKey(),
                                entry.getValue().closed(),
                                slots(entry.getValue().extra())))
                        .toList(),
                services(schedule),
                rules.bufferBefore(),
                rules.bufferAfter(),
                rules.minimumNotice(),
                rules.bookingWindow(),
                rules.slotInterval());
    }

    static OpeningHours open(Professional provider, Schedule schedule) {
        return new OpeningHours(provider.id(), provider.zone().getId(), days(schedule), services(schedule));
    }

    private static List<DayHours> days(Schedule schedule) {
        return schedule.weekly().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new DayHours(entry.getKey().name().toLowerCase(Locale.ROOT), slots(entry.getValue())))
                .toList();
    }

    private static List<ServiceOffer> services(Schedule schedule) {
        return schedule.services().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> {
                    Money price = entry.getValue().price();
                    return new ServiceOffer(
                            entry.getKey(),
                            entry.getValue().duration(),
                            price == null ? null : price.amount(),
                            price == null ? null : price.currency());
                })
                .toList();
    }

    private static List<TimeSlot> slots(List<TimeRange> ranges) {
        return ranges.stream()
                .map(range -> new TimeSlot(TimeRange.text(range.start()), TimeRange.text(range.end())))
                .toList();
    }
}
