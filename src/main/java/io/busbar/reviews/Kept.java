package io.busbar.reviews;

import io.busbar.bus.Caller;
import io.busbar.reviews.ReviewEvents.ReviewChanged;
import io.busbar.reviews.ReviewOperations.BookingReview;
import io.busbar.reviews.ReviewOperations.Review;
import io.busbar.reviews.ReviewOperations.Reviewer;
import io.busbar.reviews.ReviewOperations.WrittenReview;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A review as it is kept. */
record Kept(
        UUID id,
        UUID booking,
        UUID professional,
        UUID reviewer,
        int rating,
        @Nullable String comment,
        boolean hidden,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt) {

    /** Stars towards the average. */
    int counts() {
        return hidden ? 0 : rating;
    }

    boolean isVisibleTo(Caller caller) {
        return !hidden || isOpenTo(caller);
    }

    /** Whether somebody may change it. */
    boolean isOpenTo(Caller caller) {
        return caller.isAdmin() || reviewer.equals(caller.userId().orElse(null));
    }

    /** Whether it is among somebody's own affairs: of the two who had the booking, and of admins. */
    boolean isOf(Caller caller) {
        return isOpenTo(caller) || professional.equals(caller.userId().orElse(null));
    }

    Review seenBy(Caller caller, Reviewer writer) {
        return new Review(
                id, professional, writer, rating, comment, hidden, isOf(caller) ? booking : null, createdAt, updatedAt);
    }

    BookingReview ofBooking() {
        return hidden ? new BookingReview(null, null, true) : new BookingReview(rating, comment, false);
    }

    WrittenReview forItsWriter() {
        return new WrittenReview(id, booking, professional, rating, comment, hidden, createdAt, updatedAt);
    }

    ReviewChanged changed(int now, int before) {
        return new ReviewChanged(id, booking, reviewer, professional, now, before);
    }
}
