package io.busbar.auth;

import io.busbar.auth.AuthEvents.PasswordChanged;
import io.busbar.auth.OneTimeTokens.Purpose;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations.Account;
import io.vertx.core.Future;
import java.util.UUID;

/** What goes with another password: whoever had the old one is out. */
final class PasswordReplacement {
    private final CredentialStore credentials;
    private final OneTimeTokenStore tokens;
    private final Sessions sessions;

    PasswordReplacement(CredentialStore credentials, OneTimeTokenStore tokens, Sessions sessions) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** Refuses what may not be this account's password. */
    static void check(String password, String field, Account account) {
        PasswordRule.check(
                password,
                field,
                account.email(),
                account.user().username(),
                account.user().fullName());
    }

    /** Whatever the password was; all sessions end. */
    Future<Void> set(Tx tx, UUID account, String hash) {
        return credentials
                .set(tx, account, hash)
                .compose(set -> sessions.endAll(tx, account, null, EndReason.PASSWORD))
                .compose(ended -> told(tx, account));
    }

    /** In the place of the one with this hash; all sessions but one end. Fails when the password has changed meanwhile. */
    Future<Void> replace(Tx tx, UUID account, String old, String hash, String session) {
        return credentials
                .replace(tx, account, old, hash)
                .compose(replaced -> replaced
                        ? sessions.endAll(tx, account, session, EndReason.PASSWORD)
                        : Future.failedFuture(Failure.of(FailureCode.INVALID_CREDENTIALS)))
                .compose(ended -> told(tx, account));
    }

    private Future<Void> told(Tx tx, UUID account) {
        tx.about("user", account);
        tx.announce(AuthEvents.PASSWORD_CHANGED, account.toString(), new PasswordChanged(account));
        return tokens.end(tx, account, Purpose.RESET_PASSWORD).mapEmpty();
    }
}
