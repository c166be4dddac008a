package io.busbar.services.bookings;

import io.busbar.bus.Push;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import jakarta.validation.constraints.NotNull;
import java.time.OffsetDateTime;
import java.util.UUID;

/** What the browsers of both partners of a booking hear of as it happens. */
public interface BookingPushes {
    Push<BookingUpdate> REQUESTED = BookingOperations.BOOKINGS.push(
            "booking:requested", "A customer asks a professional for a time.", BookingUpdate.class);

    Push<BookingUpdate> CONFIRMED =
            BookingOperations.BOOKINGS.push("booking:confirmed", "A booking stands.", BookingUpdate.class);

    Push<BookingUpdate> REJECTED =
            BookingOperations.BOOKINGS.push("booking:rejected", "A professional declined.", BookingUpdate.class);

    Push<BookingUpdate> CANCELLED = BookingOperations.BOOKINGS.push(
            "booking:cancelled", "A booking is off; by the clock when nobody answered.", BookingUpdate.class);

    Push<BookingUpdate> COMPLETED =
            BookingOperations.BOOKINGS.push("booking:completed", "The work is done.", BookingUpdate.class);

    Push<BookingUpdate> RESCHEDULED =
            BookingOperations.BOOKINGS.push("booking:rescheduled", "A booking has another time.", BookingUpdate.class);

    /**
     * A booking as it stands now.
     *
     * @param service the title of the service when it was booked
     * @param by      who did it
     */
    record BookingUpdate(
            @NotNull UUID bookingId,
            @NotNull Status status,
            @NotNull OffsetDateTime start,
            @NotNull OffsetDateTime end,
            @NotNull String service,
            @NotNull UUID customerId,
            @NotNull UUID professionalId,
            @NotNull Party by) {}
}
