package io.busbar.services.bookings.availability;

import io.busbar.services.bookings.SlotOperations.UnavailableReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time at which a service could be booked.
 *
 * @param unavailableReason why it cannot be booked; null if it can
 */
public record Slot(Instant start, Instant end, @Nullable UnavailableReason unavailableReason) {
    boolean isAvailable() {
        return unavailableReason == null;
    }
}
