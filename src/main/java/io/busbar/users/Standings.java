package io.busbar.users;

import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.UsersEvents.StandingChanged;

/** What follows from every change of somebody's role or status. */
final class Standings {
    private Standings() {}

    /** Their tokens of lower versions end, and everybody who wants to hears of it. */
    static Account changed(Tx tx, Account account) {
        tx.about("user", account.id());
        tx.announce(
                UsersEvents.STANDING_CHANGED,
                account.id().toString(),
                new StandingChanged(account.id(), account.role(), account.status(), account.version()));
        return account;
    }
}
