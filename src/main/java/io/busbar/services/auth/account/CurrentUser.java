package io.busbar.services.auth.account;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.SessionOperations.Me;
import io.vertx.core.Future;

/** Returns the signed-in user. */
public final class CurrentUser {
    private final AccountLookup accounts;

    public CurrentUser(AccountLookup accounts) {
        this.accounts = accounts;
    }

    /** Fails with UNAUTHORIZED if the account no longer exists. */
    public Future<Me> get(Empty request, Call<Me> call) {
        return accounts.byId(call.userId(), call.requestContext())
                .map(found -> new Me(found.orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED))
                        .user()));
    }
}
