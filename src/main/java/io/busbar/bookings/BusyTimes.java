package io.busbar.bookings;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is taken of a professional's time. Taken times never overlap, buffers included: the database sees to it. */
final class BusyTimes {
    static final BusyTimes NONE = new BusyTimes(List.of());

    private final NavigableMap<Instant, Busy> byBegin = new TreeMap<>();

    /**
     * One booking, request or hold.
     *
     * @param start       of the work itself
     * @param end         of the work itself
     * @param blockedFrom with the buffer before
     * @param blockedTo   with the buffer after
     * @param held        whether it is a hold
     */
    record Busy(Instant start, Instant end, Instant blockedFrom, Instant blockedTo, boolean held) {}

    BusyTimes(List<Busy> all) {
        all.forEach(busy -> byBegin.put(busy.blockedFrom(), busy));
    }

    /** Why this time with these buffers is not free; null when it is. */
    @Nullable
    Refusal inTheWay(Instant start, Instant end, Instant blockedFrom, Instant blockedTo) {
        Refusal found = null;
        for (Map.Entry<Instant, Busy> entry = byBegin.lowerEntry(blockedTo);
                entry != null && entry.getValue().blockedTo().isAfter(blockedFrom);
                entry = byBegin.lowerEntry(entry.getKey())) {
            Busy busy = entry.getValue();
            if (busy.start().isBefore(end) && start.isBefore(busy.end())) {
                return busy.held() ? Refusal.HELD : Refusal.BOOKED;
            }
            found = Refusal.BUFFER;
        }
        return found;
    }
}
