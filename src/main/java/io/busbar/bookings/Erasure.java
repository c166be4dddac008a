package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.users.UsersEvents;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;

/**
 * Forgets people: what they wrote is blanked, what is open with them ends; that something was booked stays countable. What the ends of their
 * bookings push goes to their partners alone, for nothing is kept for the browsers of who is gone.
 */
final class Erasure {
    private final BookingStore bookings;
    private final AvailabilityStore availability;
    private final CalendarFeedStore feeds;

    Erasure(BookingStore bookings, AvailabilityStore availability, CalendarFeedStore feeds) {
        this.bookings = bookings;
        this.availability = availability;
        this.feeds = feeds;
    }

    Subscriber subscriber() {
        return new Subscriber("bookings.erasure")
                .on(
                        UsersEvents.ERASED,
                        (tx, erased) -> erase(tx, erased.payload().id()));
    }

    private Future<?> erase(Tx tx, UUID person) {
        tx.about("user", person);
        return bookings.cancelOpen(tx, person)
                .compose(cancelled -> {
                    cancelled.forEach(booking -> StatusChanges.announce(tx, booking, Party.CLOCK, Instant.now()));
                    return bookings.forgetTexts(tx, person);
                })
                .compose(forgotten -> availability.forget(tx, person))
                .compose(forgotten -> feeds.forget(tx, person))
                .compose(forgotten -> tx.forget(person));
    }
}
