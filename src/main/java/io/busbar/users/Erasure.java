package io.busbar.users;

import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.users.UsersEvents.AccountChanged;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Forgets a person for good: their row, their exports and the answers that were kept for them. Others do their part when they hear of
 * it. The audit keeps the bare id, and not where it came from.
 */
final class Erasure {
    private final StandingStore standings;
    private final ExportStore exports;

    Erasure(StandingStore standings, ExportStore exports) {
        this.standings = standings;
        this.exports = exports;
    }

    /** Acts when a grace period is over or a registration was not confirmed. */
    Subscriber subscriber() {
        return new Subscriber("users.erasure")
                .on(UsersEvents.ERASURE_DUE, (tx, due) -> {
                    UUID id = due.payload().id();
                    return standings.isDue(tx, id).compose(is -> is ? erase(tx, id) : Future.succeededFuture());
                })
                .on(UsersEvents.PENDING_EXPIRED, (tx, due) -> {
                    UUID id = due.payload().id();
                    return standings.isPending(tx, id).compose(is -> is ? erase(tx, id) : Future.succeededFuture());
                });
    }

    private Future<Void> erase(Tx tx, UUID id) {
        return exports.discardAll(tx, id)
                .compose(discarded -> tx.forget(id))
                .compose(forgotten -> standings.erase(tx, id))
                .map(erased -> {
                    tx.about("user", id);
                    tx.announce(UsersEvents.ERASED, id.toString(), new AccountChanged(id));
                    return null;
                });
    }
}
