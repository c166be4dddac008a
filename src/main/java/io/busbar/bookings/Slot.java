package io.busbar.bookings;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time somebody asks about.
 *
 * @param refusal why it cannot be booked; null when it can
 */
record Slot(Instant start, Instant end, @Nullable Refusal refusal) {
    boolean free() {
        return refusal == null;
    }
}
