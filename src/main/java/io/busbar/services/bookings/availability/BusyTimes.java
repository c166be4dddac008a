package io.busbar.services.bookings.availability;

import io.busbar.services.bookings.SlotOperations.UnavailableReason;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A professional's busy periods. They never overlap, buffers included; a constraint of the database guarantees it. */
final class BusyTimes {
    static final BusyTimes EMPTY = new BusyTimes(List.of());

    /** The start is a unique key because the periods do not overlap. */
    private final NavigableMap<Instant, BusyPeriod> byBlockedFrom = new TreeMap<>();

    /**
     * A booking, request or hold.
     *
     * @param start the start without the buffer
     * @param end the end without the buffer
     * @param blockedFrom the start, minus the buffer before it
     * @param blockedTo the end, plus the buffer after it
     * @param isHold whether it is a hold
     */
    record BusyPeriod(Instant start, Instant end, Instant blockedFrom, Instant blockedTo, boolean isHold) {}

    BusyTimes(List<BusyPeriod> all) {
        all.forEach(busyPeriod -> byBlockedFrom.put(busyPeriod.blockedFrom(), busyPeriod));
    }

    /** Returns why this time with its buffers is unavailable, or null if it is available. */
    @Nullable
    UnavailableReason findConflict(Instant start, Instant end, Instant blockedFrom, Instant blockedTo) {
        UnavailableReason found = null;
        for (BusyPeriod busyPeriod :
                byBlockedFrom.headMap(blockedTo, false).descendingMap().values()) {
            // Periods never overlap, so the earlier ones end even earlier.
            if (!busyPeriod.blockedTo().isAfter(blockedFrom)) {
                return found;
            }
            if (busyPeriod.start().isBefore(end) && start.isBefore(busyPeriod.end())) {
                return busyPeriod.isHold() ? UnavailableReason.HELD : UnavailableReason.BOOKED;
            }
            found = UnavailableReason.BUFFER;
        }
        return found;
    }
}
