package io.busbar.services.bookings;

import static io.busbar.bus.Access.publicShared;
import static io.busbar.bus.Access.role;
import static io.busbar.bus.FailureCode.NOT_FOUND;
import static io.busbar.bus.Role.PROFESSIONAL;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When and how professionals take bookings. */
public interface AvailabilityOperations {
    Operation<Empty, Availability> GET = BookingOperations.BOOKINGS
            .get("getAvailability", "/booking/availability")
            .summary("Read one's own availability")
            .allow(role(PROFESSIONAL))
            .fails(NOT_FOUND)
            .returns(Availability.class);

    Operation<UpdateAvailability, Availability> UPDATE = BookingOperations.BOOKINGS
            .put("updateAvailability", "/booking/availability")
            .summary("Set one's own availability")
            .description(
                    "Changes the fields that are given, each as a whole, and leaves the others. Times are wall times in the time"
                            + " zone of the professional's settings. Bookings that stand are not touched.")
            .allow(role(PROFESSIONAL))
            .fails(NOT_FOUND)
            .takes(UpdateAvailability.class)
            .returns(Availability.class);

    Operation<GetHours, OpeningHours> GET_HOURS = BookingOperations.BOOKINGS
            .get("getHours", "/availability/{id}")
            .summary("Read a professional's weekly hours")
            .allow(publicShared())
            .fails(NOT_FOUND)
            .takes(GetHours.class)
            .returns(OpeningHours.class);

    Operation<SetHours, OpeningHours> SET_HOURS = BookingOperations.BOOKINGS
            .internal("setHours")
            .summary("Set a professional's weekly hours, for profiles that come with them")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(SetHours.class)
            .returns(OpeningHours.class);

    Operation<SetHours, Empty> VALIDATE_HOURS = BookingOperations.BOOKINGS
            .internal("validateHours")
            .summary("Whether weekly hours could be set as they are, without setting them")
            .description("Names every field that is wrong, below `/availability`.")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(SetHours.class)
            .returnsEmpty();

    Operation<InitializeAvailability, AvailabilityInitialized> INITIALIZE = BookingOperations.BOOKINGS
            .internal("initializeAvailability")
            .summary("Give professionals hours and services to begin with")
            .description("Who has said anything about their availability keeps it.")
            .maxRequest(2 << 20)
            .timeout(Duration.ofSeconds(15))
            .idempotent()
            .takes(InitializeAvailability.class)
            .returns(AvailabilityInitialized.class);

    /** What professionals begin with. */
    record InitializeAvailability(@NotNull @Size(max = 200) List<InitialSchedule> schedules) {
        public InitializeAvailability {
            schedules = List.copyOf(schedules);
        }
    }

    /** Of one. */
    record InitialSchedule(
            @NotNull UUID id,
            @NotNull @Size(max = 7) List<DayHours> availability,
            @NotNull @Size(max = 100) List<ServiceOffer> services) {
        public InitialSchedule {
            availability = List.copyOf(availability);
            services = List.copyOf(services);
        }
    }

    /** How many of them had nothing before. */
    record AvailabilityInitialized(@NotNull Integer professionals) {}

    /** Whose. */
    record GetHours(@NotNull @Doc("The professional.") UUID id) {}

    /** Weekly hours from the profile. */
    record SetHours(
            @NotNull UUID id, @NotNull @Size(max = 7) List<DayHours> availability) {}

    /** What to change. */
    record UpdateAvailability(
            @Nullable @Size(max = 7) @Doc("Hours of each day of the week; a day left out is free.")
            List<DayHours> availability,

            @Nullable @Size(max = 400) @Doc("Dates that are not like their day of the week; each date once.")
            List<DateException> exceptions,

            @Nullable @Size(max = 100) @Doc("Services that do not take the usual hour or have a price of their own.")
            List<ServiceOffer> services,

            @Nullable @Min(0) @Max(480) @Doc(value = "Minutes kept free before a booking.", example = "15")
            Integer bufferBefore,

            @Nullable @Min(0) @Max(480) @Doc(value = "Minutes kept free after a booking.", example = "15")
            Integer bufferAfter,

            @Nullable
            @Min(0)
            @Max(43_200)
            @Doc(value = "Minutes from now to the earliest start that can be booked.", example = "120")
            Integer minimumNotice,

            @Nullable @Min(1) @Max(730) @Doc(value = "Days from today that can be booked.", example = "90")
            Integer bookingWindow,

            @Nullable @Min(5) @Max(1440) @Doc(value = "Minutes from one start to the next.", example = "30")
            Integer slotInterval) {}

    /** Hours of a day of the week. */
    record DayHours(
            @NotNull @Size(max = 9) @Doc(value = "In English, in any case.", example = "monday")
            String day,

            @NotNull @Size(max = 24) @Doc("Hours that do not overlap.")
            List<TimeSlot> timeSlots) {}

    /** Hours from and to. */
    record TimeSlot(
            @NotNull @Pattern(regexp = WALL_TIME_PATTERN) @Doc(value = "Wall time.", example = "09:00")
            String start,

            @NotNull
            @Pattern(regexp = END_TIME_PATTERN, message = "must be a time as 17:30, at most 24:00")
            @Doc(value = "Wall time; `24:00` is the end of the day.", example = "17:00")
            String end) {}

    /** A date that is not like its day of the week. */
    record DateException(
            @NotNull @Doc(value = "In the professional's time zone.", example = "2026-12-24")
            LocalDate date,

            @Nullable @Doc(value = "Whether the weekly hours do not count on that date.", example = "true")
            Boolean closed,

            @Nullable @Size(max = 24) @Doc("Hours besides the weekly ones; with `closed` instead of them.")
            List<TimeSlot> timeSlots) {}

    /** How a service is offered. */
    record ServiceOffer(
            @NotNull @Doc("The service of the catalog.") UUID serviceId,

            @Nullable @Min(5) @Max(1440) @Doc(value = "Minutes; 60 unless given.", example = "90")
            Integer duration,

            @Nullable
            @DecimalMin("0")
            @DecimalMax("1000000000")
            @Doc(value = "Of the whole; the hourly rate for its duration unless given.", example = "75.5")
            BigDecimal price,

            @Nullable
            @Pattern(regexp = "^[A-Z]{3}$", message = "must be a currency as EUR")
            @Doc(value = "ISO 4217; comes with the price.", example = "EUR")
            String currency) {}

    /** All of a professional's availability, as they see it. */
    record Availability(
            @NotNull @Doc(value = "Whose.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            @NotNull @Doc(value = "The zone of all wall times here.", example = "Europe/Berlin")
            String timeZone,

            @NotNull @Size(max = 7) List<DayHours> availability,
            @NotNull @Size(max = 400) List<DateException> exceptions,
            @NotNull @Size(max = 100) List<ServiceOffer> services,

            @NotNull @Doc(value = "Minutes kept free before a booking.", example = "15")
            Integer bufferBefore,

            @NotNull @Doc(value = "Minutes kept free after a booking.", example = "15")
            Integer bufferAfter,

            @NotNull @Doc(value = "Minutes from now to the earliest start that can be booked.", example = "120")
            Integer minimumNotice,

            @NotNull @Doc(value = "Days from today that can be booked.", example = "90")
            Integer bookingWindow,

            @NotNull @Doc(value = "Minutes from one start to the next.", example = "30")
            Integer slotInterval) {}

    /** What everybody may know of it. */
    record OpeningHours(
            @NotNull @Doc(value = "Whose.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID professionalId,

            @NotNull @Doc(value = "The zone of the wall times.", example = "Europe/Berlin")
            String timeZone,

            @NotNull @Size(max = 7) List<DayHours> availability,
            @NotNull @Size(max = 100) List<ServiceOffer> services) {}

    String WALL_TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    String END_TIME_PATTERN = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";
}
