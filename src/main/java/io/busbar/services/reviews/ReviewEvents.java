package io.busbar.services.reviews;

import static io.busbar.services.reviews.ReviewOperations.REVIEWS;

import io.busbar.bus.Event;
import java.util.UUID;

/**
 * Events of the reviews service. The key is the professional's ID. Events are retained, so they contain no comments, which users can
 * have erased.
 */
public interface ReviewEvents {
    Event<ReviewChanged> CREATED =
            REVIEWS.event("review.created", "A customer reviewed a booking.", ReviewChanged.class);

    Event<ReviewChanged> UPDATED =
            REVIEWS.event("review.updated", "A review was edited, hidden or shown again.", ReviewChanged.class);

    Event<ReviewChanged> DELETED = REVIEWS.event("review.deleted", "A review was deleted.", ReviewChanged.class);

    /**
     * A review and its effect on the professional's rating. The differences between {@code rating} and {@code previous} of a
     * professional's events, in their order, add up to the current total.
     *
     * @param rating the rating that counts now; 0 if the review is deleted or hidden
     * @param previous the rating that counted before; 0 if the review was new or hidden
     */
    record ReviewChanged(UUID id, UUID booking, UUID reviewer, UUID professional, int rating, int previous) {}
}
