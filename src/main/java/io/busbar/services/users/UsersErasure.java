package io.busbar.services.users;

import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Erases an account with its jobs, exports among them, and stored responses. Other services erase their data after the event {@link
 * UsersEvents#ERASED}. The audit trail keeps the account's ID, but no IP addresses.
 */
final class UsersErasure {
    private final AccountLifecycleStore lifecycleStore;

    UsersErasure(AccountLifecycleStore lifecycleStore) {
        this.lifecycleStore = lifecycleStore;
    }

    /** Erases accounts whose grace period is over or whose registration has expired. */
    Subscriber subscriber() {
        return new Subscriber("users.erasure")
                .on(
                        UsersContinuations.ERASURE_DUE,
                        (tx, event) -> eraseIfDue(tx, event.payload().id()))
                .on(
                        UsersContinuations.REGISTRATION_EXPIRED,
                        (tx, event) -> eraseIfPending(tx, event.payload().id()));
    }

    private Future<Void> eraseIfDue(Tx tx, UUID id) {
        return lifecycleStore.isErasureDue(tx, id).compose(due -> due ? erase(tx, id) : Future.succeededFuture());
    }

    private Future<Void> eraseIfPending(Tx tx, UUID id) {
        return lifecycleStore.isPending(tx, id).compose(pending -> pending ? erase(tx, id) : Future.succeededFuture());
    }

    private Future<Void> erase(Tx tx, UUID id) {
        return tx.erasePersonalData(id)
                .compose(personalDataErased -> lifecycleStore.erase(tx, id))
                .map(erased -> tx.publish(UsersEvents.ERASED, id, new AccountEvent(id)))
                .mapEmpty();
    }
}
