package io.busbar.services.bookings;

import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.availability.BookingDraft;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of a booking's time by a party.
 *
 * @param to       the booking with the new time
 * @param status   the status after the change; pending if the professional must confirm the new time
 * @param answerBy when a pending booking expires; null if it is confirmed
 */
record TimeChange(BookingDraft to, Status status, @Nullable Instant answerBy, Party party, UUID changedByUser) {

    /** Returns the change of this booking's time. The professional must confirm a time that the customer chose. */
    static TimeChange of(BookingRecord booking, BookingDraft to, Party party, UUID changedByUser, Instant now) {
        return party == Party.CUSTOMER || booking.status() == Status.PENDING
                ? new TimeChange(
                        to, Status.PENDING, BookingTimers.answerDeadline(to.start(), now), party, changedByUser)
                : new TimeChange(to, booking.status(), null, party, changedByUser);
    }
}
