package io.busbar.bookings;

import io.busbar.bookings.BookingOperations.BookingAnswer;
import io.busbar.bookings.BookingOperations.BookingId;
import io.busbar.bookings.BookingOperations.Party;
import io.busbar.bookings.BookingOperations.RateBooking;
import io.busbar.bookings.BookingOperations.Status;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.reviews.ReviewEvents;
import io.busbar.reviews.ReviewEvents.ReviewChanged;
import io.busbar.reviews.ReviewOperations;
import io.busbar.reviews.ReviewOperations.ReviewId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** What customers think of their bookings. Reviews owns it; here is a copy beside each booking, so that reading one asks nobody. */
final class BookingRatings {
    private static final Duration ASKING = Duration.ofSeconds(5);

    /** With pauses that double from two seconds up to an hour: a little longer than a day. */
    private static final int ATTEMPTS = 36;

    private final Bus bus;
    private final Bookings bookings;
    private final BookingStore store;

    BookingRatings(Bus bus, Bookings bookings, BookingStore store) {
        this.bus = bus;
        this.bookings = bookings;
        this.store = store;
    }

    Future<BookingAnswer> rate(RateBooking request, Call<BookingAnswer> call) {
        return bookings.read(new BookingId(request.id()), call).compose(booking -> {
            if (booking.party(call.caller()).filter(Party.CUSTOMER::equals).isEmpty()) {
                throw Failure.of(FailureCode.FORBIDDEN, "Only its customer rates a booking");
            }
            if (booking.status() != Status.COMPLETED) {
                throw Failure.conflict(
                        "This booking is not completed",
                        Map.of(
                                "reason",
                                "not-completed",
                                "status",
                                booking.status().wireName()));
            }
            return bus.call(
                            ReviewOperations.RATE,
                            new ReviewOperations.RateBooking(
                                    booking.id(),
                                    booking.customer(),
                                    booking.professional(),
                                    request.rating(),
                                    request.review()),
                            call.caller())
                    .map(now -> new BookingAnswer("Booking rated", booking.answer(now)));
        });
    }

    /**
     * Events have no words in them, so what stands is asked for. It is never older than the event, and a booking's events come one after
     * the other: the copy ends as the review does.
     */
    Subscriber subscriber() {
        return new Subscriber("bookings.ratings")
                .outside()
                .attempts(ATTEMPTS, Duration.ofSeconds(2))
                .on(ReviewEvents.WRITTEN, this::copy)
                .on(ReviewEvents.CHANGED, this::copy)
                .on(ReviewEvents.REMOVED, this::copy);
    }

    private Future<Void> copy(Tx tx, Occurrence<ReviewChanged> occurrence) {
        UUID booking = occurrence.payload().booking();
        Caller caller = Caller.program("bookings.ratings", ASKING);
        return bus.call(ReviewOperations.OF_BOOKING, new ReviewId(booking), caller)
                .compose(now -> store.rated(tx, booking, now));
    }
}
