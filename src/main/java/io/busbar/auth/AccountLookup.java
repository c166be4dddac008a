package io.busbar.auth;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.AccountId;
import io.busbar.users.AccountOperations.FindAccount;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** What users knows of an account. */
final class AccountLookup {
    private final Bus bus;

    AccountLookup(Bus bus) {
        this.bus = bus;
    }

    Future<Optional<Account>> byId(UUID id, Caller caller) {
        return bus.call(AccountOperations.ACCOUNT, new AccountId(id), caller)
                .map(Optional::of)
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    /** Whom somebody means who typed this to say who they are. */
    Future<Optional<Account>> byIdentifier(String identifier, Caller caller) {
        return bus.call(AccountOperations.FIND, new FindAccount(identifier), caller)
                .map(found -> Optional.ofNullable(found.account()));
    }
}
