package io.busbar.auth;

import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.users.UsersEvents;
import io.vertx.core.Future;
import java.util.UUID;

/** Forgets people: their passwords, and what was sent to them. */
final class Erasure {
    private final CredentialStore credentials;
    private final OneTimeTokenStore tokens;
    private final FormerAddressStore formerAddresses;

    Erasure(CredentialStore credentials, OneTimeTokenStore tokens, FormerAddressStore formerAddresses) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.formerAddresses = formerAddresses;
    }

    Subscriber subscriber() {
        return new Subscriber("auth.erasure")
                .on(
                        UsersEvents.ERASED,
                        (tx, erased) -> erase(tx, erased.payload().id()));
    }

    private Future<?> erase(Tx tx, UUID account) {
        tx.about("user", account);
        return Future.join(
                credentials.delete(tx, account), tokens.forget(tx, account), formerAddresses.delete(tx, account));
    }
}
