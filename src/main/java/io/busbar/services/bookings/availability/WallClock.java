package io.busbar.services.bookings.availability;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/** Converts between the wall times of a time zone and instants. A wall time that occurs twice stands for its first occurrence. */
final class WallClock {
    private final ZoneRules rules;

    WallClock(ZoneId zone) {
        this.rules = zone.getRules();
    }

    /** Returns whether the wall time does not exist because clocks go forward over it. */
    boolean isSkipped(LocalDateTime wallTime) {
        return rules.getValidOffsets(wallTime).isEmpty();
    }

    /** Returns the instant of a wall time. The instant of a skipped time is computed with the offset before the transition. */
    Instant toInstant(LocalDateTime wallTime) {
        List<ZoneOffset> offsets = rules.getValidOffsets(wallTime);
        return wallTime.toInstant(offsets.isEmpty() ? transition(wallTime).getOffsetBefore() : offsets.getFirst());
    }

    /** Returns the first instant at which the clock shows this time or a later one. */
    Instant firstInstantAtOrAfter(LocalDateTime wallTime) {
        return isSkipped(wallTime) ? transition(wallTime).getInstant() : toInstant(wallTime);
    }

    LocalDateTime toWallTime(Instant instant) {
        return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), rules.getOffset(instant));
    }

    private ZoneOffsetTransition transition(LocalDateTime wallTime) {
        ZoneOffsetTransition found = rules.getTransition(wallTime);
        if (found == null) {
            throw new IllegalStateException("no transition at " + wallTime);
        }
        return found;
    }
}
