package io.busbar.users;

import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.reviews.ReviewEvents;
import io.busbar.reviews.ReviewEvents.ReviewChanged;
import io.vertx.core.Future;

/**
 * Keeps what customers gave each professional by the differences that reviews announces. Each has its effect once and in order, so the
 * totals are exact; whoever is no professional at present keeps theirs.
 */
final class RatingTotals {
    private final RatingStore store;

    RatingTotals(RatingStore store) {
        this.store = store;
    }

    Subscriber subscriber() {
        return new Subscriber("users.ratings")
                .on(ReviewEvents.WRITTEN, this::count)
                .on(ReviewEvents.CHANGED, this::count)
                .on(ReviewEvents.REMOVED, this::count);
    }

    private Future<Void> count(Tx tx, Occurrence<ReviewChanged> occurrence) {
        ReviewChanged review = occurrence.payload();
        int stars = review.rating() - review.previous();
        int votes = Integer.signum(review.rating()) - Integer.signum(review.previous());
        return stars == 0 ? Future.succeededFuture() : store.add(tx, review.professional(), stars, votes);
    }
}
