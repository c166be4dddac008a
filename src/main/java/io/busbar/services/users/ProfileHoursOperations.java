package io.busbar.services.users;

import static io.busbar.bus.FailureCode.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Id;
import io.busbar.bus.Operation;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/** The extension point for the weekly hours of professionals, which are part of their profiles and owned by another service. */
public interface ProfileHoursOperations {
    Contract PROFILE_HOURS = Contract.of("profilehours", "The weekly hours that profiles include.");

    Operation<Id, ProfileHours> GET = PROFILE_HOURS
            .internal("get")
            .summary("Get a professional's weekly hours")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(Id.class)
            .returns(ProfileHours.class);

    Operation<SetHours, ProfileHours> SET = PROFILE_HOURS
            .internal("set")
            .summary("Set a professional's weekly hours")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(SetHours.class)
            .returns(ProfileHours.class);

    Operation<SetHours, Empty> VALIDATE = PROFILE_HOURS
            .internal("validate")
            .summary("Validate weekly hours without storing them")
            .description("Reports every invalid field by its path, such as `/availability/0/day`.")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(SetHours.class)
            .returnsEmpty();

    /** The weekly hours to set or to validate. */
    record SetHours(UUID id, @Size(max = 7) List<DayHours> availability) {}

    /** The weekly hours, and the time zone of their times of day. */
    record ProfileHours(String timeZone, @Size(max = 7) List<DayHours> availability) {}

    /** The hours of a day of the week, named {@code timeSlots} in JSON, as existing clients expect. */
    record DayHours(
            @Size(max = 9) @Doc(value = "The English name of the day, in any case.", example = "monday")
            String day,

            @Size(max = 24) @JsonProperty("timeSlots") @Doc("The hours of the day, which must not overlap.")
            List<TimeOfDayRange> hours) {}

    /** A range of times of day in which the professional works. Several bookable slots may start in it. */
    record TimeOfDayRange(
            @Pattern(regexp = TIME_OF_DAY_PATTERN) @Doc(value = "The start as a time of day.", example = "09:00")
            String start,

            @Pattern(regexp = END_TIME_PATTERN, message = "must be a time such as 17:30, at most 24:00")
            @Doc(value = "The end as a time of day; `24:00` is the end of the day.", example = "17:00")
            String end) {}

    String TIME_OF_DAY_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    String END_TIME_PATTERN = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$";
}
