package io.busbar.services.users;

import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Require;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountId;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.UserAdminOperations.AccountDeleted;
import io.vertx.core.Future;
import java.util.UUID;

/** Lets users delete their own account, and cancel the deletion by signing in within the grace period. */
final class AccountDeletion {
    private final AccountStore accounts;
    private final AccountLifecycleStore lifecycleStore;
    private final AccountLifecycle lifecycle;

    AccountDeletion(AccountStore accounts, AccountLifecycleStore lifecycleStore, AccountLifecycle lifecycle) {
        this.accounts = accounts;
        this.lifecycleStore = lifecycleStore;
        this.lifecycle = lifecycle;
    }

    Future<AccountDeleted> delete(Empty request, Call<AccountDeleted> call) {
        UUID user = call.userId();
        return call.change(tx ->
                lifecycle.scheduleDeletion(tx, user).map(eraseAt -> new AccountDeleted("Account deleted", eraseAt)));
    }

    Future<Account> cancel(AccountId request, Call<Account> call) {
        UUID id = request.id();
        return call.change(tx -> lifecycleStore.lockForUpdate(tx, id).compose(found -> {
            AccountLifecycleStore.AccountStatusRow current = Require.present(found, AccountStore::noSuchUser);
            if (current.status() != AccountStatus.PENDING_DELETION) {
                return accounts.byId(tx, id);
            }
            Require.that(!current.deletedByAdmin(), () -> Failure.of(FailureCode.ACCOUNT_SUSPENDED));
            return lifecycle.cancelDeletion(tx, id);
        }));
    }
}
