package io.busbar.users;

import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.data.Database;

/** The users service, wired. */
public final class UsersVerticle extends ServiceVerticle {
    public UsersVerticle(Kernel kernel, UsersSettings settings) {
        super(UsersOperations.USERS, kernel);
    }

    @Override
    protected void wire() {
        Database database = kernel().database();
        AccountStore accounts = new AccountStore(database);
        StandingStore standings = new StandingStore(database);
        accounts(new Accounts(accounts));
        deletions(new Deletions(accounts, standings));
        subscribe(new Erasure(standings).subscriber());
    }

    private void accounts(Accounts accounts) {
        on(AccountOperations.ADMIT, accounts::admit);
        on(AccountOperations.FIND, accounts::find);
        on(AccountOperations.ACCOUNT, accounts::account);
        on(AccountOperations.CONFIRM_EMAIL, accounts::confirmEmail);
        on(AccountOperations.FACTOR_CHANGED, accounts::factorChanged);
    }

    private void deletions(Deletions deletions) {
        on(AccountOperations.RESUME, deletions::resume);
    }
}
