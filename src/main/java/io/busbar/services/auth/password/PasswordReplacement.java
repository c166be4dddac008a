package io.busbar.services.auth.password;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.AuthEvents.PasswordChanged;
import io.busbar.services.auth.session.SessionEndReason;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import io.busbar.services.users.AccountOperations.Account;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Replaces passwords: ends sessions, revokes reset tokens and publishes the change. */
public final class PasswordReplacement {
    private final CredentialStore credentials;
    private final OneTimeTokenStore tokens;
    private final Sessions sessions;

    public PasswordReplacement(CredentialStore credentials, OneTimeTokenStore tokens, Sessions sessions) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** Throws VALIDATION_ERROR if the password violates the policy for this account. */
    static void checkPolicy(String password, String field, Account account) {
        PasswordPolicy.check(
                password,
                field,
                account.email(),
                account.user().username(),
                account.user().fullName());
    }

    /** Sets the password and ends all sessions. */
    Future<Void> set(Tx tx, UUID account, String hash) {
        return credentials
                .set(tx, account, hash)
                .compose(set -> sessions.endAll(tx, account, null, SessionEndReason.PASSWORD_CHANGED))
                .compose(ended -> publishChanged(tx, account));
    }

    /**
     * Replaces the password and ends all sessions except one. Fails with INVALID_CREDENTIALS if the password was changed in the meantime.
     */
    Future<Void> replace(Tx tx, UUID account, String currentHash, String hash, @Nullable UUID session) {
        return credentials
                .replace(tx, account, currentHash, hash)
                .compose(replaced -> replaced
                        ? sessions.endAll(tx, account, session, SessionEndReason.PASSWORD_CHANGED)
                        : Future.failedFuture(Failure.of(FailureCode.INVALID_CREDENTIALS)))
                .compose(ended -> publishChanged(tx, account));
    }

    private Future<Void> publishChanged(Tx tx, UUID account) {
        tx.publish(AuthEvents.PASSWORD_CHANGED, account, new PasswordChanged(account));
        return tokens.revoke(tx, account, Purpose.RESET_PASSWORD).mapEmpty();
    }
}
