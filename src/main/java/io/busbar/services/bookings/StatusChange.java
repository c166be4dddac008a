package io.busbar.services.bookings;

import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a booking's status by a party.
 *
 * @param changedByUser the user who makes the change; null for the system
 * @param noShow        the party that did not show up; null if no no-show is reported
 */
record StatusChange(
        Status to,
        Party party,
        @Nullable UUID changedByUser,
        @Nullable String reason,
        @Nullable Party noShow) {
    /** Returns the change that a due timer makes. */
    static StatusChange bySystem(Status to) {
        return new StatusChange(to, Party.SYSTEM, null, null, null);
    }
}
