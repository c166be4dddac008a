package io.busbar.services.auth.account;

import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.token.OneTimeTokenStore;
import io.busbar.services.users.UsersEvents;
import io.vertx.core.Future;
import java.util.UUID;

/** Deletes the credentials, tokens and previous email addresses of erased accounts. */
public final class AuthErasure {
    private final CredentialStore credentials;
    private final OneTimeTokenStore tokens;
    private final PreviousEmailStore previousEmails;

    public AuthErasure(CredentialStore credentials, OneTimeTokenStore tokens, PreviousEmailStore previousEmails) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.previousEmails = previousEmails;
    }

    public Subscriber subscriber() {
        return new Subscriber("auth.erasure")
                .on(
                        UsersEvents.ERASED,
                        (tx, erased) -> erase(tx, erased.payload().id()));
    }

    private Future<?> erase(Tx tx, UUID account) {
        tx.auditSubject("user", account);
        return Future.join(
                credentials.delete(tx, account), tokens.erase(tx, account), previousEmails.delete(tx, account));
    }
}
