package io.busbar.services.auth.account;

import io.busbar.bus.Tx;
import io.busbar.services.auth.mfa.MfaStore;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.session.Sessions;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.vertx.core.Future;
import java.util.UUID;

/** Ends the sessions of erased accounts, and deletes them with credentials, second factors, tokens and previous email addresses. */
public final class AuthErasure {
    private final Sessions sessions;
    private final MfaStore mfaStore;
    private final CredentialStore credentials;
    private final OneTimeTokenStore tokens;
    private final PreviousEmailStore previousEmails;

    public AuthErasure(
            Sessions sessions,
            MfaStore mfaStore,
            CredentialStore credentials,
            OneTimeTokenStore tokens,
            PreviousEmailStore previousEmails) {
        this.sessions = sessions;
        this.mfaStore = mfaStore;
        this.credentials = credentials;
        this.tokens = tokens;
        this.previousEmails = previousEmails;
    }

    public Future<?> erase(Tx tx, UUID account) {
        return Future.join(
                sessions.erase(tx, account),
                mfaStore.erase(tx, account),
                credentials.delete(tx, account),
                tokens.erase(tx, account),
                previousEmails.delete(tx, account));
    }
}
