package io.busbar.services.bookings.availability;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The time in a request: a wall time in the professional's time zone, or an instant. One of the two is null. */
public record RequestedTime(
        @Nullable LocalDateTime wallTime, @Nullable Instant start) {

    /** Returns the requested time. Fails with VALIDATION_ERROR unless the request has either a date and a time, or a start. */
    public static RequestedTime of(@Nullable LocalDate date, @Nullable LocalTime time, @Nullable OffsetDateTime start) {
        if (date != null && time != null && start == null) {
            return new RequestedTime(date.atTime(time), null);
        }
        if (start != null && date == null && time == null) {
            return new RequestedTime(null, start.toInstant());
        }
        if (start != null) {
            throw Failure.invalid("/start", "cannot be combined with date and time");
        }
        List<FieldError> errors = new ArrayList<>();
        if (date == null) {
            errors.add(new FieldError("/date", "is required"));
        }
        if (time == null) {
            errors.add(new FieldError("/time", "is required"));
        }
        throw Failure.invalid(errors);
    }

    /**
     * Returns the instant as if the wall time were in UTC, which is off by at most one UTC offset. It selects the bookings to load while
     * the professional's time zone is not known yet.
     */
    Instant approximateInstant() {
        return toInstant(ZoneOffset.UTC);
    }

    public Instant toInstant(ZoneId zone) {
        if (start != null) {
            return start;
        }
        if (wallTime == null) {
            throw new IllegalStateException("no time");
        }
        return new WallClock(zone).toInstant(wallTime);
    }

    Slot toSlot(Slots slots) {
        if (start != null) {
            return slots.evaluate(start);
        }
        if (wallTime == null) {
            throw new IllegalStateException("no time");
        }
        return slots.evaluate(wallTime);
    }
}
