package io.busbar.services.bookings.availability;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is taken of a professional's time. Taken times never overlap, buffers included: the database sees to it. */
final class BusyTimes {
    static final BusyTimes EMPTY = new BusyTimes(List.of());

    private final NavigableMap<Instant, BusyPeriod> byStart = new TreeMap<>();

    /**
     * One booking, request or hold.
     *
     * @param start       of the work itself
     * @param end         of the work itself
     * @param blockedFrom with the buffer before
     * @param blockedTo   with the buffer after
     * @param isHold        whether it is a hold
     */
    record BusyPeriod(Instant start, Instant end, Instant blockedFrom, Instant blockedTo, boolean isHold) {}

    BusyTimes(List<BusyPeriod> all) {
        all.forEach(busyPeriod -> byStart.put(busyPeriod.blockedFrom(), busyPeriod));
    }

    /** Why this time with these buffers is not free; null when it is. */
    @Nullable
    UnavailableReason findConflict(Instant start, Instant end, Instant blockedFrom, Instant blockedTo) {
        UnavailableReason found = null;
        for (Map.Entry<Instant, BusyPeriod> entry = byStart.lowerEntry(blockedTo);
                entry != null && entry.getValue().blockedTo().isAfter(blockedFrom);
                entry = byStart.lowerEntry(entry.getKey())) {
            BusyPeriod busyPeriod = entry.getValue();
            if (busyPeriod.start().isBefore(end) && start.isBefore(busyPeriod.end())) {
                return busyPeriod.isHold() ? UnavailableReason.HELD : UnavailableReason.BOOKED;
            }
            found = UnavailableReason.BUFFER;
        }
        return found;
    }
}
