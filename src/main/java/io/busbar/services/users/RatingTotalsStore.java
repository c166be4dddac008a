package io.busbar.services.users;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** Stores the sum and number of the ratings of each professional. */
final class RatingTotalsStore {
    private static final String ADD =
            "update users.account set rating_sum = rating_sum + $2, rating_count = rating_count + $3 where id = $1";

    /** Adds stars and votes, which may be negative. Does nothing if the account no longer exists. */
    Future<Void> add(Tx tx, UUID professional, int stars, int votes) {
        return tx.query(ADD, Tuple.of(professional, stars, votes)).mapEmpty();
    }
}
