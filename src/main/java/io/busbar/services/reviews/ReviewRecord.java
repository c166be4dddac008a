package io.busbar.services.reviews;

import io.busbar.bus.RequestContext;
import io.busbar.services.reviews.ReviewEvents.ReviewChanged;
import io.busbar.services.reviews.ReviewOperations.BookingReview;
import io.busbar.services.reviews.ReviewOperations.ExportedReview;
import io.busbar.services.reviews.ReviewOperations.Review;
import io.busbar.services.reviews.ReviewOperations.Reviewer;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A review as it is stored. */
record ReviewRecord(
        UUID id,
        UUID booking,
        UUID professional,
        UUID reviewer,
        int rating,
        @Nullable String comment,
        boolean hidden,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt) {

    /** Returns the rating that counts towards the average, 0 if the review is hidden. */
    int countedRating() {
        return hidden ? 0 : rating;
    }

    /** Returns whether the caller may see the review, as far as this depends on the review being hidden. */
    boolean isVisibleTo(RequestContext requestContext) {
        return !hidden || isEditableBy(requestContext);
    }

    /** Returns whether the caller may change the review. */
    boolean isEditableBy(RequestContext requestContext) {
        return requestContext.isAdmin()
                || reviewer.equals(requestContext.userId().orElse(null));
    }

    /** Returns whether the caller is a party of the booking or an admin. */
    boolean isPartyOrAdmin(RequestContext requestContext) {
        return isEditableBy(requestContext)
                || professional.equals(requestContext.userId().orElse(null));
    }

    Review toReview(RequestContext requestContext, Reviewer reviewer) {
        return new Review(
                id,
                professional,
                reviewer,
                rating,
                comment,
                hidden,
                isPartyOrAdmin(requestContext) ? booking : null,
                createdAt,
                updatedAt);
    }

    BookingReview toBookingReview() {
        return hidden ? new BookingReview(null, null, true) : new BookingReview(rating, comment, false);
    }

    ExportedReview toExportedReview() {
        return new ExportedReview(id, booking, professional, rating, comment, hidden, createdAt, updatedAt);
    }

    /** Returns the event of a change. A rating is 0 if the review does not count: before it exists, while it is hidden, once it is deleted. */
    ReviewChanged toEvent(int countedRating, int previousCountedRating) {
        return new ReviewChanged(id, booking, reviewer, professional, countedRating, previousCountedRating);
    }
}
