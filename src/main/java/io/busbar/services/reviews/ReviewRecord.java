package io.busbar.services.reviews;

import io.busbar.bus.RequestContext;
import io.busbar.services.bookings.BookingReviewOperations.BookingReview;
import io.busbar.services.reviews.ReviewEvents.ReviewChanged;
import io.busbar.services.reviews.ReviewOperations.Review;
import io.busbar.services.reviews.ReviewOperations.Reviewer;
import io.busbar.services.reviews.ReviewPersonalData.ExportedReview;
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

    /**
     * Returns whether the caller may see the review: anyone if it is not hidden, otherwise only its author and admins. Does not check
     * whether the professional's profile is public.
     */
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

    Review toReview(RequestContext requestContext, Reviewer publicReviewer) {
        return new Review(
                id,
                professional,
                publicReviewer,
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

    /** Returns the event that announces a change of the rating that counts. */
    ReviewChanged toEvent(int newRating, int previousRating) {
        return new ReviewChanged(id, booking, reviewer, professional, newRating, previousRating);
    }
}
