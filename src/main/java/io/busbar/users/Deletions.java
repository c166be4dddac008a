package io.busbar.users;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.AccountId;
import io.busbar.users.AccountOperations.Status;
import io.busbar.users.UserAdminOperations.Deleted;
import io.vertx.core.Future;
import java.util.UUID;

/** People leaving by their own wish: within the grace period they can come back. */
final class Deletions {
    private final AccountStore accounts;
    private final StandingStore store;
    private final Standings standings;

    Deletions(AccountStore accounts, StandingStore store, Standings standings) {
        this.accounts = accounts;
        this.store = store;
        this.standings = standings;
    }

    Future<Deleted> delete(Nothing request, Call<Deleted> call) {
        UUID user = call.user();
        return call.change(tx -> standings.leave(tx, user).map(eraseAt -> new Deleted("Account deleted", eraseAt)));
    }

    Future<Account> resume(AccountId request, Call<Account> call) {
        UUID id = request.id();
        return call.change(tx -> store.hold(tx, id).compose(found -> {
            StandingStore.Held held = found.orElseThrow(AccountStore::noSuchUser);
            if (held.status() != Status.LEAVING) {
                return accounts.byId(tx, id);
            }
            if (held.sentAway()) {
                throw Failure.of(FailureCode.ACCOUNT_SUSPENDED);
            }
            return standings.resume(tx, id);
        }));
    }
}
