package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bus.Push;
import jakarta.validation.constraints.NotNull;
import java.time.OffsetDateTime;
import java.util.UUID;

/** What the browsers of both partners of a booking hear of as it happens. */
public interface BookingPushes {
    Push<BookingMoved> REQUESTED = BookingOperations.BOOKINGS.push(
            "booking:requested", "A customer asks a professional for a time.", BookingMoved.class);

    Push<BookingMoved> CONFIRMED =
            BookingOperations.BOOKINGS.push("booking:confirmed", "A booking stands.", BookingMoved.class);

    Push<BookingMoved> REJECTED =
            BookingOperations.BOOKINGS.push("booking:rejected", "A professional declined.", BookingMoved.class);

    Push<BookingMoved> CANCELLED = BookingOperations.BOOKINGS.push(
            "booking:cancelled", "A booking is off; by the clock when nobody answered.", BookingMoved.class);

    Push<BookingMoved> COMPLETED =
            BookingOperations.BOOKINGS.push("booking:completed", "The work is done.", BookingMoved.class);

    Push<BookingMoved> RESCHEDULED =
            BookingOperations.BOOKINGS.push("booking:rescheduled", "A booking has another time.", BookingMoved.class);

    /**
     * A booking as it stands now.
     *
     * @param service the title of the service when it was booked
     * @param by      who did it
     */
    record BookingMoved(
            @NotNull UUID bookingId,
            @NotNull Status status,
            @NotNull OffsetDateTime start,
            @NotNull OffsetDateTime end,
            @NotNull String service,
            @NotNull UUID customerId,
            @NotNull UUID professionalId,
            @NotNull Party by) {}
}
