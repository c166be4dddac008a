package io.busbar.bookings;

import io.busbar.bookings.BookingEvents.BookingChanged;
import io.busbar.bookings.BookingEvents.BookingReminder;
import io.busbar.bookings.BookingOperations.Booking;
import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bookings.BookingPushes.BookingMoved;
import io.busbar.bus.Caller;
import io.busbar.bus.Push;
import io.busbar.bus.Tx;
import io.busbar.reviews.ReviewOperations.BookingReview;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A booking as it is kept. */
record Booked(
        UUID id,
        Status status,
        UUID professional,
        UUID customer,
        UUID service,
        String title,
        Instant start,
        Instant end,
        ZoneId zone,
        @Nullable Money price,
        @Nullable String address,
        @Nullable String notes,
        @Nullable String reason,
        int sequence,
        @Nullable Instant expiresAt,
        @Nullable Party changedBy,
        @Nullable UUID changer,
        boolean late,
        @Nullable Party noShow,
        @Nullable Integer rating,
        @Nullable String review,
        boolean reviewHidden,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt) {

    /** What somebody is to this booking; empty for a stranger. */
    Optional<Party> party(Caller caller) {
        UUID user = caller.userId().orElse(null);
        if (customer.equals(user)) {
            return Optional.of(Party.CUSTOMER);
        }
        if (professional.equals(user)) {
            return Optional.of(Party.PROFESSIONAL);
        }
        return caller.isAdmin() ? Optional.of(Party.ADMIN) : Optional.empty();
    }

    Duration duration() {
        return Duration.between(start, end);
    }

    Booking answer() {
        return answer(new BookingReview(rating, review, reviewHidden));
    }

    /** With what its customer thinks of it now. */
    Booking answer(BookingReview review) {
        OffsetDateTime startLocal = start.atZone(zone).toOffsetDateTime();
        return new Booking(
                id,
                status,
                professional,
                customer,
                service,
                title,
                startLocal.toLocalDate(),
                startLocal.toLocalTime(),
                zone.getId(),
                start.atOffset(ZoneOffset.UTC),
                end.atOffset(ZoneOffset.UTC),
                startLocal,
                end.atZone(zone).toOffsetDateTime(),
                (int) duration().toMinutes(),
                price == null ? null : price.amount(),
                price == null ? null : price.currency(),
                address,
                notes,
                reason,
                changedBy,
                late,
                noShow,
                review.rating(),
                review.comment(),
                review.hidden() ? Boolean.TRUE : null,
                expiresAt == null ? null : expiresAt.atOffset(ZoneOffset.UTC),
                createdAt,
                updatedAt);
    }

    BookingChanged changed(Party by, @Nullable Instant previousStart) {
        return new BookingChanged(
                id,
                customer,
                professional,
                service,
                title,
                status,
                start,
                end,
                zone.getId(),
                previousStart,
                by,
                late,
                noShow);
    }

    /** Tells the browsers of both partners. */
    void push(Tx tx, Push<BookingMoved> push, Party by) {
        BookingMoved moved = new BookingMoved(
                id,
                status,
                start.atOffset(ZoneOffset.UTC),
                end.atOffset(ZoneOffset.UTC),
                title,
                customer,
                professional,
                by);
        tx.push(customer, push, moved);
        tx.push(professional, push, moved);
    }

    BookingReminder reminder() {
        return new BookingReminder(id, customer, professional, service, title, start, zone.getId());
    }
}
