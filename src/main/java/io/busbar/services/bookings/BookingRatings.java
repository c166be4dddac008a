package io.busbar.services.bookings;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Id;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.data.WireNames;
import io.busbar.services.bookings.BookingEvents.BookingReviewChanged;
import io.busbar.services.bookings.BookingOperations.BookingResponse;
import io.busbar.services.bookings.BookingOperations.Party;
import io.busbar.services.bookings.BookingOperations.RateBooking;
import io.busbar.services.bookings.BookingOperations.Status;
import io.busbar.services.bookings.BookingReviewOperations.BookingReview;
import io.busbar.services.bookings.BookingReviewOperations.ReplaceBookingReview;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/**
 * Lets customers rate bookings, and copies reviews into bookings. Another service owns the reviews; the bookings service has a copy of
 * each, so that reading a booking needs no call.
 */
final class BookingRatings {
    /** With delays that double from 2 s to 1 h and are shortened by up to a fifth at random, the attempts span 20 to 25 hours. */
    private static final int MAX_ATTEMPTS = 36;

    private final Bus bus;
    private final BookingService bookingService;
    private final BookingStore store;

    BookingRatings(Bus bus, BookingService bookingService, BookingStore store) {
        this.bus = bus;
        this.bookingService = bookingService;
        this.store = store;
    }

    Future<BookingResponse> rate(RateBooking request, Call<BookingResponse> call) {
        return bookingService.get(new Id(request.id()), call).compose(booking -> {
            requireRatable(booking, call.requestContext());
            return replaceReview(booking, request, call.requestContext())
                    .map(review -> new BookingResponse("Booking rated", booking.toBooking(review)));
        });
    }

    private static void requireRatable(BookingRecord booking, RequestContext requestContext) {
        Require.that(
                booking.party(requestContext).filter(Party.CUSTOMER::equals).isPresent(),
                () -> Failure.of(FailureCode.FORBIDDEN, "Only the customer can rate a booking"));
        Require.that(
                booking.status() == Status.COMPLETED,
                () -> Failure.conflict(
                        "This booking is not completed",
                        Map.of("reason", "not_completed", "status", WireNames.nameOf(booking.status()))));
    }

    private Future<BookingReview> replaceReview(
            BookingRecord booking, RateBooking request, RequestContext requestContext) {
        ReplaceBookingReview replacement = new ReplaceBookingReview(
                booking.id(), booking.customer(), booking.professional(), request.rating(), request.review());
        return bus.call(BookingReviewOperations.REPLACE, replacement, requestContext);
    }

    /**
     * Keeps the copies up to date. Events contain no review text, so the current review is fetched. The fetched review is never older than
     * the event, and events of one booking arrive in order, so the last copy equals the review.
     */
    ExternalSubscriber subscriber() {
        return new ExternalSubscriber("bookings.ratings")
                .maxAttempts(MAX_ATTEMPTS, Duration.ofSeconds(2))
                .on(BookingEvents.REVIEW_CHANGED, this::fetchReview, this::copyReview);
    }

    private Future<BookingReview> fetchReview(
            EventEnvelope<BookingReviewChanged> eventEnvelope, RequestContext requestContext) {
        return bus.call(
                BookingReviewOperations.GET, new Id(eventEnvelope.payload().booking()), requestContext);
    }

    private Future<Void> copyReview(Tx tx, EventEnvelope<BookingReviewChanged> eventEnvelope, BookingReview review) {
        return store.updateReview(tx, eventEnvelope.payload().booking(), review);
    }
}
