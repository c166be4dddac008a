package io.busbar.services.users;

import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.personaldata.ExportStore;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Forgets a person for good: their row, their exports and the answers that were kept for them. Others do their part when they hear of
 * it. The audit keeps the bare id, and not where it came from.
 */
final class UsersErasure {
    private final AccountLifecycleStore lifecycleStore;
    private final ExportStore exports;

    UsersErasure(AccountLifecycleStore lifecycleStore, ExportStore exports) {
        this.lifecycleStore = lifecycleStore;
        this.exports = exports;
    }

    /** Acts when a grace period is over or a registration was not confirmed. */
    Subscriber subscriber() {
        return new Subscriber("users.erasure")
                .on(UsersEvents.ERASURE_DUE, (tx, due) -> {
                    UUID id = due.payload().id();
                    return lifecycleStore
                            .isErasureDue(tx, id)
                            .compose(stillDue -> stillDue ? erase(tx, id) : Future.succeededFuture());
                })
                .on(UsersEvents.REGISTRATION_EXPIRED, (tx, due) -> {
                    UUID id = due.payload().id();
                    return lifecycleStore
                            .isPending(tx, id)
                            .compose(stillDue -> stillDue ? erase(tx, id) : Future.succeededFuture());
                });
    }

    private Future<Void> erase(Tx tx, UUID id) {
        return exports.deleteAll(tx, id)
                .compose(discarded -> tx.erasePersonalData(id))
                .compose(forgotten -> lifecycleStore.erase(tx, id))
                .map(erased -> {
                    tx.auditSubject("user", id);
                    tx.publish(UsersEvents.ERASED, id.toString(), new AccountEvent(id));
                    return null;
                });
    }
}
