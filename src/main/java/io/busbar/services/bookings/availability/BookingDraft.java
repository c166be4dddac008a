package io.busbar.services.bookings.availability;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A booking or hold that does not exist yet, with its terms.
 *
 * @param title the service's current title
 * @param blockedFrom the start of the buffer before the booking
 * @param blockedTo the end of the buffer after the booking
 * @param zone the professional's time zone
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
