package io.busbar.bookings;

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
    boolean skips(LocalDateTime wall) {
        return rules.getValidOffsets(wall).isEmpty();
    }

    /** The instant of a time that exists; of one that is skipped, the same time after it by the clock as it was before. */
    Instant instant(LocalDateTime wall) {
        List<ZoneOffset> offsets = rules.getValidOffsets(wall);
        return wall.toInstant(offsets.isEmpty() ? transition(wall).getOffsetBefore() : offsets.getFirst());
    }

    /** The first instant at which the clock shows this time or a later one. */
    Instant boundary(LocalDateTime wall) {
        return skips(wall) ? transition(wall).getInstant() : instant(wall);
    }

    LocalDateTime wall(Instant instant) {
        return LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), rules.getOffset(instant));
    }

    private ZoneOffsetTransition transition(LocalDateTime wall) {
        ZoneOffsetTransition found = rules.getTransition(wall);
        if (found == null) {
            throw new IllegalStateException("no transition at " + wall);
        }
        return found;
    }
}
