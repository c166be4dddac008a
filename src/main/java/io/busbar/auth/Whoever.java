package io.busbar.auth;

import io.busbar.auth.SessionOperations.Me;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.AccountId;
import io.vertx.core.Future;

/** Who is signed in. */
final class Whoever {
    private final Bus bus;

    Whoever(Bus bus) {
        this.bus = bus;
    }

    /** A token for somebody whom there is not any more is worth nothing. */
    Future<Me> me(Nothing request, Call<Me> call) {
        return bus.call(AccountOperations.ACCOUNT, new AccountId(call.user()), call.caller())
                .map(account -> new Me(account.user()))
                .recover(cause -> Future.failedFuture(
                        cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                                ? Failure.of(FailureCode.UNAUTHORIZED)
                                : cause));
    }
}
