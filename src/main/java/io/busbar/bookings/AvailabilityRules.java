package io.busbar.bookings;

import io.busbar.bookings.AvailabilityOperations.DateHours;
import io.busbar.bookings.AvailabilityOperations.DayHours;
import io.busbar.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.bookings.AvailabilityOperations.TimeSlot;
import io.busbar.bookings.Schedule.DateRule;
import io.busbar.bookings.Schedule.ServiceTerms;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Checks what a professional says about their time beyond what its form shows, and collects everything that is wrong. */
final class AvailabilityRules {
    private final List<FieldError> errors = new ArrayList<>();

    Map<DayOfWeek, List<TimeRange>> weekly(List<DayHours> days) {
        Map<DayOfWeek, List<TimeRange>> weekly = new EnumMap<>(DayOfWeek.class);
        for (int i = 0; i < days.size(); i++) {
            String at = "/availability/" + i;
            List<TimeRange> ranges = ranges(days.get(i).timeSlots(), at + "/timeSlots");
            DayOfWeek day = day(days.get(i).day());
            if (day == null) {
                wrong(at + "/day", "must be a day of the week as monday");
            } else if (weekly.putIfAbsent(day, ranges) != null) {
                wrong(at + "/day", "is given twice");
            }
        }
        return weekly;
    }

    Map<LocalDate, DateRule> exceptions(List<DateHours> dates) {
        Map<LocalDate, DateRule> exceptions = new HashMap<>();
        for (int i = 0; i < dates.size(); i++) {
            String at = "/exceptions/" + i;
            DateHours each = dates.get(i);
            List<TimeRange> extra = ranges(each.timeSlots() == null ? List.of() : each.timeSlots(), at + "/timeSlots");
            boolean closed = Boolean.TRUE.equals(each.closed());
            if (!closed && (each.timeSlots() == null || each.timeSlots().isEmpty())) {
                wrong(at, "must be closed or have timeSlots");
            }
            if (exceptions.putIfAbsent(each.date(), new DateRule(closed, extra)) != null) {
                wrong(at + "/date", "is given twice");
            }
        }
        return exceptions;
    }

    Map<UUID, ServiceTerms> services(List<ServiceOffer> offers) {
        Map<UUID, ServiceTerms> services = new HashMap<>();
        for (int i = 0; i < offers.size(); i++) {
            String at = "/services/" + i;
            ServiceOffer each = offers.get(i);
            if (services.putIfAbsent(each.serviceId(), new ServiceTerms(each.duration(), price(each, at))) != null) {
                wrong(at + "/serviceId", "is given twice");
            }
        }
        return services;
    }

    void wrong(String field, String msg) {
        errors.add(new FieldError(field, msg));
    }

    /** Throws if anything was wrong. */
    void judge() {
        Failure.throwIfAny(errors);
    }

    private @Nullable Money price(ServiceOffer offer, String at) {
        BigDecimal price = offer.price();
        String currency = offer.currency();
        if (price == null || currency == null) {
            if (price != null) {
                wrong(at + "/currency", "is required with a price");
            } else if (currency != null) {
                wrong(at + "/price", "is required with a currency");
            }
            return null;
        }
        Integer digits = Money.digitsOf(currency).orElse(null);
        if (digits == null) {
            wrong(at + "/currency", "must be a currency that people pay in");
            return null;
        }
        BigDecimal minor = price.movePointRight(digits).stripTrailingZeros();
        if (minor.scale() > 0) {
            wrong(at + "/price", "must have at most " + digits + " decimals in " + currency);
            return null;
        }
        return new Money(minor.longValueExact(), currency, digits);
    }

    private List<TimeRange> ranges(List<TimeSlot> slots, String at) {
        List<TimeRange> ranges = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            int start = TimeRange.minutes(slots.get(i).start());
            int end = TimeRange.minutes(slots.get(i).end());
            if (start >= end) {
                wrong(at + "/" + i, "must start before it ends");
                continue;
            }
            for (TimeRange other : ranges) {
                if (start < other.end() && other.start() < end) {
                    wrong(
                            at + "/" + i,
                            "overlaps " + TimeRange.text(other.start()) + " to " + TimeRange.text(other.end()));
                    break;
                }
            }
            ranges.add(new TimeRange(start, end));
        }
        ranges.sort(Comparator.comparingInt(TimeRange::start));
        return ranges;
    }

    private static @Nullable DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(name.toUpperCase(Locale.ROOT))) {
                return day;
            }
        }
        return null;
    }
}
