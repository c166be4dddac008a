package io.busbar.services.auth;

import io.busbar.bus.Bus;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.FindAccount;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** Looks up accounts in the users service. */
public final class AccountLookup {
    private final Bus bus;

    AccountLookup(Bus bus) {
        this.bus = bus;
    }

    public Future<Optional<Account>> byId(UUID id, RequestContext requestContext) {
        return bus.call(AccountOperations.GET_ACCOUNT, new AccountId(id), requestContext)
                .map(Optional::of)
                .recover(cause -> Failure.hasCode(cause, FailureCode.NOT_FOUND)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    /** Returns the account with this email address, username or phone number. */
    public Future<Optional<Account>> byIdentifier(String identifier, RequestContext requestContext) {
        return bus.call(AccountOperations.FIND_ACCOUNT, new FindAccount(identifier), requestContext)
                .map(findAccountResult -> Optional.ofNullable(findAccountResult.account()));
    }

    /** Returns the account's ID, or a random one. With it, the same work is done whether or not the account exists. */
    public static UUID idOrRandom(Optional<Account> account) {
        return account.map(Account::id).orElseGet(UUID::randomUUID);
    }

    /** Returns whether the password of an account may be reset: if its address is verified and it is not suspended. */
    public static boolean mayResetPassword(Account account) {
        return account.status() == AccountStatus.ACTIVE || account.status() == AccountStatus.PENDING_DELETION;
    }
}
