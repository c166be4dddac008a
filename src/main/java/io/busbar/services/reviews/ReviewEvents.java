package io.busbar.services.reviews;

import io.busbar.bus.Event;
import java.util.UUID;

/** What the reviews service announces, by professional. No comments: events are kept, and people can ask to be forgotten. */
public interface ReviewEvents {
    Event<ReviewChanged> CREATED =
            ReviewOperations.REVIEWS.event("review.created", "A customer rated a booking.", ReviewChanged.class);

    Event<ReviewChanged> UPDATED = ReviewOperations.REVIEWS.event(
            "review.updated", "A review reads differently, or was hidden or shown again.", ReviewChanged.class);

    Event<ReviewChanged> DELETED =
            ReviewOperations.REVIEWS.event("review.deleted", "A review is gone.", ReviewChanged.class);

    /**
     * A review as it counts. The differences of a professional's events, in their order, add up to what stands.
     *
     * @param rating   from now on; 0 when it does not count: removed or hidden
     * @param previous until now; 0 when it did not count: new or hidden
     */
    record ReviewChanged(UUID id, UUID booking, UUID reviewer, UUID professional, int rating, int previous) {}
}
