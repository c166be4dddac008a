package io.busbar.services.users;

import io.busbar.bus.Tx;
import io.busbar.services.users.UsersEvents.RatingChanged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/**
 * Stores the sum and number of the ratings of each professional. Each event takes effect once, so the totals are exact. Users who are no
 * longer professionals keep their totals.
 */
final class RatingTotalsStore {
    private static final String ADD =
            "update users.account set rating_sum = rating_sum + $2, rating_count = rating_count + $3 where id = $1";

    /** Adds stars and votes, which may be negative. Does nothing if the account no longer exists. */
    Future<Void> add(Tx tx, RatingChanged change) {
        return tx.query(ADD, Tuple.of(change.professional(), change.stars(), change.votes()))
                .mapEmpty();
    }
}
