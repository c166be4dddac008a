package io.busbar.services.bookings;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.services.bookings.BookingOperations.BOOKINGS;
import static io.busbar.services.users.AccountOperations.UserRole.PROFESSIONAL;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import io.busbar.services.users.ProfileHoursOperations.DayHours;
import io.busbar.services.users.ProfileHoursOperations.TimeOfDayRange;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Operations that read and change the hours, service terms and booking rules of professionals. */
public interface AvailabilityOperations {
    Operation<Empty, Availability> GET = BOOKINGS.get("getAvailability", "/booking/availability")
            .summary("Get your availability")
            .allow(role(PROFESSIONAL.role()))
            .fails(NOT_FOUND)
            .returns(Availability.class);

    Operation<UpdateAvailability, Availability> UPDATE = BOOKINGS.put("updateAvailability", "/booking/availability")
            .summary("Update your availability")
            .description(
                    "Replaces the given fields and leaves the others unchanged. Times of day are in the time zone of the"
                            + " professional's settings. Existing bookings are not affected.")
            .allow(role(PROFESSIONAL.role()))
            .fails(NOT_FOUND)
            .patches()
            .takes(UpdateAvailability.class)
            .returns(Availability.class);

    Operation<Id, OpeningHours> GET_HOURS = BOOKINGS.get("getHours", "/availability/{id}")
            .summary("Get a professional's weekly hours")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .takes(Id.class)
            .returns(OpeningHours.class);

    record UpdateAvailability(
            @Nullable @Size(max = 7) @Doc("The hours of each day of the week. Days that are left out are closed.")
            List<DayHours> availability,

            @Nullable @Size(max = 400) @Doc("The dates whose hours differ from the weekly hours, each at most once.")
            List<DateOverride> dateOverrides,

            @Nullable @Size(max = 100) @Doc("Services whose duration or price differs from the defaults.")
            List<ServiceOffer> services,

            @Nullable @Min(0) @Max(480) @Doc(value = "The minutes kept free before a booking.", example = "15")
            Integer bufferBefore,

            @Nullable @Min(0) @Max(480) @Doc(value = "The minutes kept free after a booking.", example = "15")
            Integer bufferAfter,

            @Nullable
            @Min(0)
            @Max(43_200)
            @Doc(value = "The minimum number of minutes between now and the start of a booking.", example = "120")
            Integer minimumNotice,

            @Nullable
            @Min(1)
            @Max(730)
            @Doc(value = "The number of days from today that can be booked.", example = "90")
            Integer bookingWindow,

            @Nullable
            @Min(5)
            @Max(1440)
            @Doc(value = "The minutes between the starts of consecutive slots.", example = "30")
            Integer slotInterval) {}

    /** A date whose hours differ from the weekly hours. */
    record DateOverride(
            @Doc(value = "The date in the professional's time zone.", example = "2026-12-24")
            LocalDate date,

            @Nullable @Doc(value = "True if the weekly hours do not apply on this date.", example = "true")
            Boolean replacesWeeklyHours,

            @Nullable
            @Size(max = 24)
            @Doc(
                    "Hours on this date. They are added to the weekly hours, or replace them if `replacesWeeklyHours` is true.")
            List<TimeOfDayRange> hours) {}

    /** The terms on which a professional offers a service. */
    record ServiceOffer(
            @Doc("The ID of the catalog service.") UUID serviceId,

            @Nullable @Min(5) @Max(1440) @Doc(value = "The duration in minutes. Defaults to 60.", example = "90")
            Integer duration,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000000")
            @Doc(value = "The total price. Defaults to the hourly rate for the duration.", example = "75.5")
            BigDecimal price,

            @Nullable
            @Pattern(regexp = "^[A-Z]{3}$", message = "must be a currency code such as EUR")
            @Doc(value = "The ISO 4217 code of the currency. Required with a price.", example = "EUR")
            String currency) {}

    /** A professional's complete availability, which only they see. */
    record Availability(
            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            @Doc(value = "The time zone of all times of day.", example = "Europe/Berlin")
            String timeZone,

            @Size(max = 7) List<DayHours> availability,
            @Size(max = 400) List<DateOverride> dateOverrides,
            @Size(max = 100) List<ServiceOffer> services,

            @Doc(value = "The minutes kept free before a booking.", example = "15")
            Integer bufferBefore,

            @Doc(value = "The minutes kept free after a booking.", example = "15")
            Integer bufferAfter,

            @Doc(value = "The minimum number of minutes between now and the start of a booking.", example = "120")
            Integer minimumNotice,

            @Doc(value = "The number of days from today that can be booked.", example = "90")
            Integer bookingWindow,

            @Doc(value = "The minutes between the starts of consecutive slots.", example = "30")
            Integer slotInterval) {}

    /** The public part of a professional's availability. */
    record OpeningHours(
            @Doc(value = "The professional's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            @Doc(value = "The time zone of all times of day.", example = "Europe/Berlin")
            String timeZone,

            @Size(max = 7) List<DayHours> availability,
            @Size(max = 100) List<ServiceOffer> services) {}
}
