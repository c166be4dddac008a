package io.busbar.services.users;

import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.services.reviews.ReviewEvents;
import io.busbar.services.reviews.ReviewEvents.ReviewChanged;
import io.vertx.core.Future;

/**
 * Updates the rating totals of professionals from review events. Each event takes effect once and in order, so the totals are exact. Users
 * who are no longer professionals keep their totals.
 */
final class RatingTotalsUpdater {
    private final RatingTotalsStore store;

    RatingTotalsUpdater(RatingTotalsStore store) {
        this.store = store;
    }

    Subscriber subscriber() {
        return new Subscriber("users.rating-totals")
                .on(ReviewEvents.CREATED, this::applyReviewChange)
                .on(ReviewEvents.UPDATED, this::applyReviewChange)
                .on(ReviewEvents.DELETED, this::applyReviewChange);
    }

    /** A rating of 0 means that no review counts: before it is created, while it is hidden, and after it is deleted. */
    private Future<Void> applyReviewChange(Tx tx, EventEnvelope<ReviewChanged> event) {
        ReviewChanged review = event.payload();
        int starsDelta = review.rating() - review.previous();
        int votesDelta = Integer.signum(review.rating()) - Integer.signum(review.previous());
        return starsDelta == 0
                ? Future.succeededFuture()
                : store.add(tx, review.professional(), starsDelta, votesDelta);
    }
}
