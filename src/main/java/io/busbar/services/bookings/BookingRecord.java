package io.busbar.services.bookings;

import io.busbar.bus.Push;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.data.RowMapper;
import io.busbar.services.bookings.BookingEvents.BookingChanged;
import io.busbar.services.bookings.BookingEvents.BookingReminder;
import io.busbar.services.bookings.BookingOperations.Booking;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.BookingPushes.BookingUpdate;
import io.busbar.services.bookings.BookingReviewOperations.BookingReview;
import io.busbar.services.bookings.availability.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A booking as stored. */
public record BookingRecord(
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
        @Nullable UUID changedByUser,
        boolean late,
        @Nullable Party noShow,
        @Nullable Integer rating,
        @Nullable String review,
        boolean reviewHidden,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt) {

    /** Maps the rows of the booking table. */
    public static final RowMapper<BookingRecord> ROW = RowMapper.of(BookingRecord.class)
            .select("start", "starts_at")
            .select("end", "ends_at")
            .select("price.minorUnits", "price")
            .select("price.fractionDigits", "currency_digits");

    /** Returns the caller's part in this booking; empty if the caller is not involved. */
    Optional<Party> party(RequestContext requestContext) {
        UUID user = requestContext.userId().orElse(null);
        if (customer.equals(user)) {
            return Optional.of(Party.CUSTOMER);
        }
        if (professional.equals(user)) {
            return Optional.of(Party.PROFESSIONAL);
        }
        return requestContext.isAdmin() ? Optional.of(Party.ADMIN) : Optional.empty();
    }

    Duration duration() {
        return Duration.between(start, end);
    }

    Booking toBooking() {
        return toBooking(new BookingReview(rating, review, reviewHidden));
    }

    /** Returns the booking with this review in place of the stored copy. */
    Booking toBooking(BookingReview review) {
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
                price == null ? null : price.toDecimal(),
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

    BookingChanged toEvent(Party by, @Nullable Instant previousStart) {
        return toEvent(by, previousStart, false);
    }

    BookingChanged toEvent(Party by, @Nullable Instant previousStart, boolean withdrawn) {
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
                noShow,
                withdrawn);
    }

    /** Pushes the booking to the browsers of both parties. */
    void pushUpdate(Tx tx, Push<BookingUpdate> push, Party by) {
        BookingUpdate update = new BookingUpdate(
                id,
                status,
                start.atOffset(ZoneOffset.UTC),
                end.atOffset(ZoneOffset.UTC),
                title,
                customer,
                professional,
                by);
        tx.push(customer, push, update);
        tx.push(professional, push, update);
    }

    BookingReminder toReminder() {
        return new BookingReminder(id, customer, professional, service, title, start, zone.getId());
    }
}
