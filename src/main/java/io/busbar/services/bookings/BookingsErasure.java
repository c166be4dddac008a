package io.busbar.services.bookings;

import io.busbar.bus.Tx;
import io.busbar.services.bookings.availability.AvailabilityStore;
import io.busbar.services.bookings.calendar.CalendarFeedStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;

/**
 * Erases a user's data: clears the texts they wrote, cancels their open bookings, and deletes their availability and calendar feed. The
 * bookings themselves remain for statistics. Only the other party gets pushes about the cancellations, because an erased account gets none.
 */
final class BookingsErasure {
    private final BookingStore bookings;
    private final AvailabilityStore availability;
    private final CalendarFeedStore feeds;

    BookingsErasure(BookingStore bookings, AvailabilityStore availability, CalendarFeedStore feeds) {
        this.bookings = bookings;
        this.availability = availability;
        this.feeds = feeds;
    }

    Future<?> erase(Tx tx, UUID user) {
        return bookings.cancelOpen(tx, user)
                .compose(cancelled -> {
                    cancelled.forEach(booking -> BookingStatusService.publishWithdrawn(tx, booking, Instant.now()));
                    return bookings.eraseTexts(tx, user);
                })
                .compose(erased -> availability.delete(tx, user))
                .compose(erased -> feeds.delete(tx, user));
    }
}
