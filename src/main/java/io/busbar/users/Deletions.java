package io.busbar.users;

import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.AccountId;
import io.vertx.core.Future;
import java.util.UUID;

/** People leaving: within the grace period they can come back, after it nothing of them stays. */
final class Deletions {
    private final AccountStore accounts;
    private final StandingStore standings;

    Deletions(AccountStore accounts, StandingStore standings) {
        this.accounts = accounts;
        this.standings = standings;
    }

    Future<Account> resume(AccountId request, Call<Account> call) {
        return call.change(tx -> standings.resume(tx, request.id()).compose(resumed -> {
            if (resumed.isPresent()) {
                tx.cancel(UsersEvents.ERASURE_DUE, request.id().toString());
                return Future.succeededFuture(Standings.changed(tx, resumed.get()));
            }
            return unlessOrdered(tx, request.id());
        }));
    }

    private Future<Account> unlessOrdered(Tx tx, UUID id) {
        return standings.isSentAway(tx, id).compose(sentAway -> {
            if (sentAway) {
                throw Failure.of(FailureCode.ACCOUNT_SUSPENDED);
            }
            return accounts.byId(tx, id);
        });
    }
}
