package io.busbar.services.users;

import io.busbar.bus.EventEnvelope;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.services.users.UsersEvents.RatingChanged;
import io.vertx.core.Future;

/**
 * Updates the rating totals of professionals. Each event takes effect once and in order, so the totals are exact. Users
 * who are no longer professionals keep their totals.
 */
final class RatingTotalsUpdater {
    private final RatingTotalsStore store;

    RatingTotalsUpdater(RatingTotalsStore store) {
        this.store = store;
    }

    Subscriber subscriber() {
        return new Subscriber("users.rating-totals").on(UsersEvents.RATING_CHANGED, this::addToTotals);
    }

    private Future<Void> addToTotals(Tx tx, EventEnvelope<RatingChanged> event) {
        RatingChanged change = event.payload();
        return store.add(tx, change.professional(), change.stars(), change.votes());
    }
}
