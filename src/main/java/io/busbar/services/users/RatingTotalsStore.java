package io.busbar.services.users;

import io.busbar.bus.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** The statement that keeps the sum of a professional's ratings. */
final class RatingTotalsStore {
    private static final String ADD =
            "update users.account set rating_sum = rating_sum + $2, rating_count = rating_count + $3 where id = $1";

    /** Adds stars and votes, or takes them away; nothing for who is gone. */
    Future<Void> add(Tx tx, UUID professional, int stars, int votes) {
        return tx.query(ADD, Tuple.of(professional, stars, votes)).mapEmpty();
    }
}
