package io.busbar.auth;

import io.busbar.auth.AuthEvents.CredentialUnclaimed;
import io.busbar.auth.AuthOperations.Occupation;
import io.busbar.auth.AuthOperations.Register;
import io.busbar.auth.AuthOperations.Registered;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Role;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.Admit;
import io.busbar.users.UsersEvents;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How accounts come to be. The password is kept first, under the id that the account will have, and counts for nothing until users has
 * taken the account in; so a registration that breaks off in between can be repeated or leaves nothing.
 */
final class Registrations {
    /** Longer than the answer to a keyed request is given again: each time that asks for the account once more. */
    private static final Duration CLAIM = Duration.ofHours(25);

    private final Bus bus;
    private final AccountLookup accounts;
    private final CredentialStore credentials;
    private final Passwords passwords;

    Registrations(Bus bus, AccountLookup accounts, CredentialStore credentials, Passwords passwords) {
        this.bus = bus;
        this.accounts = accounts;
        this.credentials = credentials;
        this.passwords = passwords;
    }

    Future<Registered> register(Register request, Call<Registered> call) {
        String fullName = fullName(request);
        PasswordRule.check(request.password(), "/password", request.email(), request.username(), fullName);
        Role role = request.role() == null
                ? Occupation.CUSTOMER.role()
                : request.role().role();
        return passwords
                .hash(request.password())
                .compose(hash ->
                        call.change(tx -> keep(tx, hash).map(id -> new Registered("User registered successfully", id))))
                .compose(registered -> bus.call(
                                AccountOperations.ADMIT,
                                new Admit(
                                        registered.id(),
                                        request.email(),
                                        request.username(),
                                        request.phone(),
                                        fullName,
                                        role,
                                        false),
                                call.caller())
                        .map(registered));
    }

    /** Keeps a password until its account is taken in, and gives the account its id. */
    Future<UUID> keep(Tx tx, String hash) {
        return credentials.insert(tx, hash).map(id -> {
            tx.about("user", id);
            tx.schedule(
                    AuthEvents.CREDENTIAL_UNCLAIMED,
                    id.toString(),
                    new CredentialUnclaimed(id),
                    Instant.now().plus(CLAIM));
            return id;
        });
    }

    /** The account is there: its password counts. True unless it did before. */
    Future<Boolean> accept(Tx tx, UUID account) {
        tx.cancel(AuthEvents.CREDENTIAL_UNCLAIMED, account.toString());
        return credentials.accept(tx, account);
    }

    /** Another password for an account whose first never counted; this one does. False when that did, or there is none. */
    Future<Boolean> replaceUnaccepted(Tx tx, UUID account, String hash) {
        tx.cancel(AuthEvents.CREDENTIAL_UNCLAIMED, account.toString());
        return credentials.setUnaccepted(tx, account, hash);
    }

    /** Lets passwords count once their accounts are taken in. */
    Subscriber acceptance() {
        return new Subscriber("auth.acceptance")
                .on(
                        UsersEvents.REGISTERED,
                        (tx, registered) -> accept(tx, registered.payload().id()));
    }

    /** Deletes passwords whose account was never taken in. */
    Subscriber orphans() {
        return new Subscriber("auth.orphans")
                .outside()
                .on(
                        AuthEvents.CREDENTIAL_UNCLAIMED,
                        (tx, unclaimed) -> claim(tx, unclaimed.payload().id()));
    }

    private Future<?> claim(Tx tx, UUID account) {
        return accounts.byId(account, Caller.program("auth.orphans", Duration.ofSeconds(20)))
                .<Object>compose(found -> found.isPresent()
                        ? credentials.accept(tx, account).map(Object.class::cast)
                        : credentials.deleteUnaccepted(tx, account).map(Object.class::cast));
    }

    private static @Nullable String fullName(Register request) {
        if (request.fullName() != null) {
            return request.fullName();
        }
        String joined = Stream.of(request.firstName(), request.lastName())
                .filter(name -> name != null)
                .collect(Collectors.joining(" "));
        return joined.isEmpty() ? null : joined;
    }
}
