package io.busbar.bookings;

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

/** The time that a request names: by the professional's clock, or as an instant. One of the two is null. */
record WantedTime(@Nullable LocalDateTime wall, @Nullable Instant start) {

    /** Of a request that has either a date and a time, or a start. */
    static WantedTime of(@Nullable LocalDate date, @Nullable LocalTime time, @Nullable OffsetDateTime start) {
        if (date != null && time != null && start == null) {
            return new WantedTime(date.atTime(time), null);
        }
        if (start != null && date == null && time == null) {
            return new WantedTime(null, start.toInstant());
        }
        List<FieldError> errors = new ArrayList<>();
        if (start != null) {
            errors.add(new FieldError("/start", "comes without date and time"));
        } else {
            if (date == null) {
                errors.add(new FieldError("/date", "is required"));
            }
            if (time == null) {
                errors.add(new FieldError("/time", "is required"));
            }
        }
        throw Failure.invalid(errors);
    }

    /** When it is, to within the offset of any zone. */
    Instant roughly() {
        return wall != null ? wall.toInstant(ZoneOffset.UTC) : instant(ZoneOffset.UTC);
    }

    Instant instant(ZoneId zone) {
        if (start != null) {
            return start;
        }
        if (wall == null) {
            throw new IllegalStateException("no time");
        }
        return new WallClock(zone).instant(wall);
    }

    Slot judgedBy(Slots slots) {
        if (start != null) {
            return slots.judge(start);
        }
        if (wall == null) {
            throw new IllegalStateException("no time");
        }
        return slots.judge(wall);
    }
}
