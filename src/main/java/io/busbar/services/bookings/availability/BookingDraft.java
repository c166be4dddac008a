package io.busbar.services.bookings.availability;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A booking or hold to be made: what is agreed with it.
 *
 * @param title       of the service, as it is now
 * @param blockedFrom with the buffer before
 * @param blockedTo   with the buffer after
 * @param zone        the professional's
 */
public record BookingDraft(
        UUID professional,
        UUID customer,
        UUID service,
        String title,
        Instant start,
        Instant end,
        Instant blockedFrom,
        Instant blockedTo,
        ZoneId zone,
        @Nullable Money price) {

    public LocalDateTime localStart() {
        return LocalDateTime.ofInstant(start, zone);
    }
}
