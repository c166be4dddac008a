package io.busbar.auth;

import io.busbar.auth.SessionOperations.Me;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.vertx.core.Future;

/** Who is signed in. */
final class Whoever {
    private final AccountLookup accounts;

    Whoever(AccountLookup accounts) {
        this.accounts = accounts;
    }

    /** A token for somebody whom there is not any more is worth nothing. */
    Future<Me> me(Nothing request, Call<Me> call) {
        return accounts.byId(call.user(), call.caller())
                .map(found -> new Me(found.orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED))
                        .user()));
    }
}
