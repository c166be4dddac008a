package io.busbar.services.bookings.availability;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.services.bookings.AvailabilityOperations.DateOverride;
import io.busbar.services.bookings.AvailabilityOperations.ServiceOffer;
import io.busbar.services.bookings.availability.Schedule.OverrideHours;
import io.busbar.services.bookings.availability.Schedule.ServiceTerms;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.TimeOfDayRange;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Validates a schedule beyond its JSON schema and collects all errors. */
final class AvailabilityValidator {
    private final List<FieldError> errors = new ArrayList<>();

    Map<DayOfWeek, List<MinuteOfDayRange>> validateWeekly(List<DayHours> days) {
        Map<DayOfWeek, List<MinuteOfDayRange>> weekly = new EnumMap<>(DayOfWeek.class);
        for (int i = 0; i < days.size(); i++) {
            String path = "/availability/" + i;
            List<MinuteOfDayRange> ranges = validateRanges(days.get(i).hours(), path + "/timeSlots");
            DayOfWeek day = parseDay(days.get(i).day());
            if (day == null) {
                addError(path + "/day", "must be a day of the week, such as monday");
            } else if (weekly.putIfAbsent(day, ranges) != null) {
                addError(path + "/day", "is given twice");
            }
        }
        return weekly;
    }

    Map<LocalDate, OverrideHours> validateDateOverrides(List<DateOverride> dateOverrides) {
        Map<LocalDate, OverrideHours> hoursByDate = new HashMap<>();
        for (int i = 0; i < dateOverrides.size(); i++) {
            String path = "/dateOverrides/" + i;
            DateOverride dateOverride = dateOverrides.get(i);
            List<TimeOfDayRange> hours = Objects.requireNonNullElse(dateOverride.hours(), List.of());
            List<MinuteOfDayRange> ranges = validateRanges(hours, path + "/hours");
            boolean replacesWeeklyHours = Boolean.TRUE.equals(dateOverride.replacesWeeklyHours());
            if (!replacesWeeklyHours && hours.isEmpty()) {
                addError(path, "must have hours, or replace the weekly hours");
            }
            if (hoursByDate.putIfAbsent(dateOverride.date(), new OverrideHours(replacesWeeklyHours, ranges)) != null) {
                addError(path + "/date", "is given twice");
            }
        }
        return hoursByDate;
    }

    Map<UUID, ServiceTerms> validateServices(List<ServiceOffer> offers) {
        Map<UUID, ServiceTerms> services = new HashMap<>();
        for (int i = 0; i < offers.size(); i++) {
            String path = "/services/" + i;
            ServiceOffer offer = offers.get(i);
            if (services.putIfAbsent(offer.serviceId(), new ServiceTerms(offer.duration(), validatePrice(offer, path)))
                    != null) {
                addError(path + "/serviceId", "is given twice");
            }
        }
        return services;
    }

    void addError(String field, String msg) {
        errors.add(new FieldError(field, msg));
    }

    /** Fails with VALIDATION_ERROR if there are errors. */
    void throwIfInvalid() {
        Failure.throwIfAny(errors);
    }

    private @Nullable Money validatePrice(ServiceOffer offer, String path) {
        BigDecimal price = offer.price();
        String currency = offer.currency();
        if (price == null && currency == null) {
            return null;
        }
        if (currency == null) {
            addError(path + "/currency", "is required with a price");
            return null;
        }
        if (price == null) {
            addError(path + "/price", "is required with a currency");
            return null;
        }
        return validatePrice(price, currency, path);
    }

    private @Nullable Money validatePrice(BigDecimal price, String currency, String path) {
        Integer digits = Money.fractionDigitsOf(currency).orElse(null);
        if (digits == null) {
            addError(path + "/currency", "is not a supported currency");
            return null;
        }
        BigDecimal minorUnits = price.movePointRight(digits).stripTrailingZeros();
        if (minorUnits.scale() > 0) {
            addError(path + "/price", "must have at most " + digits + " decimal places in " + currency);
            return null;
        }
        return new Money(minorUnits.longValueExact(), currency, digits);
    }

    private List<MinuteOfDayRange> validateRanges(List<TimeOfDayRange> timeOfDayRanges, String path) {
        List<MinuteOfDayRange> ranges = new ArrayList<>();
        for (int i = 0; i < timeOfDayRanges.size(); i++) {
            MinuteOfDayRange range = validateRange(timeOfDayRanges.get(i), ranges, path + "/" + i);
            if (range != null) {
                ranges.add(range);
            }
        }
        ranges.sort(Comparator.comparingInt(MinuteOfDayRange::start));
        return ranges;
    }

    private @Nullable MinuteOfDayRange validateRange(
            TimeOfDayRange timeOfDayRange, List<MinuteOfDayRange> earlier, String path) {
        int start = MinuteOfDayRange.parseMinutes(timeOfDayRange.start());
        int end = MinuteOfDayRange.parseMinutes(timeOfDayRange.end());
        if (start >= end) {
            addError(path, "must start before it ends");
            return null;
        }
        MinuteOfDayRange range = new MinuteOfDayRange(start, end);
        earlier.stream()
                .filter(range::overlaps)
                .findFirst()
                .ifPresent(other -> addError(
                        path,
                        "overlaps " + MinuteOfDayRange.format(other.start()) + " to "
                                + MinuteOfDayRange.format(other.end())));
        return range;
    }

    private static @Nullable DayOfWeek parseDay(String name) {
        String upperCase = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> day.name().equals(upperCase))
                .findFirst()
                .orElse(null);
    }
}
