package io.busbar.services.bookings;

import static io.busbar.services.bookings.BookingOperations.BOOKINGS;

import io.busbar.bus.Push;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Pushes to the browsers of the customer and the professional of a booking. */
public interface BookingPushes {
    Push<BookingUpdate> REQUESTED =
            BOOKINGS.push("booking:requested", "A customer requested a booking.", BookingUpdate.class);

    Push<BookingUpdate> CONFIRMED = BOOKINGS.push("booking:confirmed", "A booking was confirmed.", BookingUpdate.class);

    Push<BookingUpdate> REJECTED = BOOKINGS.push("booking:rejected", "A booking was rejected.", BookingUpdate.class);

    Push<BookingUpdate> CANCELLED = BOOKINGS.push(
            "booking:cancelled",
            "A booking was cancelled, by the system if the request was not answered in time.",
            BookingUpdate.class);

    Push<BookingUpdate> COMPLETED = BOOKINGS.push("booking:completed", "A booking was completed.", BookingUpdate.class);

    Push<BookingUpdate> RESCHEDULED =
            BOOKINGS.push("booking:rescheduled", "A booking was moved to another time.", BookingUpdate.class);

    /**
     * A booking after a change.
     *
     * @param service the service's title at the time of booking
     * @param by the party that made the change
     */
    record BookingUpdate(
            UUID bookingId,
            Status status,
            OffsetDateTime start,
            OffsetDateTime end,
            String service,
            UUID customerId,
            UUID professionalId,
            Party by) {}
}
