package io.busbar.services.bookings.availability;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/** What the clock on the wall of a time zone means: where a time comes twice the first is meant, where it is skipped there is none. */
final class WallClock {
    private final ZoneRules rules;

    WallClock(ZoneId zone) {
        this.rules = zone.getRules();
    }

    /** Whether clocks are put forward over this time. */
    boolean isSkipped(LocalDateTime wallTime) {
        return rules.getValidOffsets(wallTime).isEmpty();
    }

    /** The instant of a time that exists; of one that is skipped, the same time after it by the clock as it was before. */
    Instant toInstant(LocalDateTime wallTime) {
        List<ZoneOffset> offsets = rules.getValidOffsets(wallTime);
        return wallTime.toInstant(offsets.isEmpty() ? transition(wallTime).getOffsetBefore() : offsets.getFirst());
    }

    /** The first instant at which the clock shows this time or a later one. */
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
