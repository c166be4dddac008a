package io.busbar.services.auth.account;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthEvents;
import io.busbar.services.auth.AuthEvents.PendingCredentialExpired;
import io.busbar.services.auth.AuthOperations.RegisterAccount;
import io.busbar.services.auth.AuthOperations.RegistrationAccepted;
import io.busbar.services.auth.AuthOperations.RegistrationRole;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.password.PasswordPolicy;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.busbar.services.users.UsersEvents;
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
public final class Registrations {
    /** Longer than the answer to a keyed request is given again: each time that asks for the account once more. */
    private static final Duration PENDING_CREDENTIAL_TIMEOUT = Duration.ofHours(25);

    private final Bus bus;
    private final AccountLookup accounts;
    private final CredentialStore credentials;
    private final PasswordHasher passwordHasher;

    public Registrations(Bus bus, AccountLookup accounts, CredentialStore credentials, PasswordHasher passwordHasher) {
        this.bus = bus;
        this.accounts = accounts;
        this.credentials = credentials;
        this.passwordHasher = passwordHasher;
    }

    public Future<RegistrationAccepted> register(RegisterAccount request, Call<RegistrationAccepted> call) {
        String fullName = fullName(request);
        PasswordPolicy.check(request.password(), "/password", request.email(), request.username(), fullName);
        Role role = request.role() == null
                ? RegistrationRole.CUSTOMER.role()
                : request.role().role();
        return passwordHasher
                .hash(request.password())
                .compose(hash -> call.change(tx -> storePendingCredential(tx, hash)
                        .map(id -> new RegistrationAccepted("User registered successfully", id))))
                .compose(registrationAccepted -> bus.call(
                                AccountOperations.CREATE_ACCOUNT,
                                new CreateAccount(
                                        registrationAccepted.id(),
                                        request.email(),
                                        request.username(),
                                        request.phone(),
                                        fullName,
                                        role,
                                        false),
                                call.requestContext())
                        .map(registrationAccepted));
    }

    /** Keeps a password until its account is taken in, and gives the account its id. */
    Future<UUID> storePendingCredential(Tx tx, String hash) {
        return credentials.insertPending(tx, hash).map(id -> {
            tx.auditSubject("user", id);
            tx.schedule(
                    AuthEvents.PENDING_CREDENTIAL_EXPIRED,
                    id.toString(),
                    new PendingCredentialExpired(id),
                    Instant.now().plus(PENDING_CREDENTIAL_TIMEOUT));
            return id;
        });
    }

    /** The account is there: its password counts. True unless it did before. */
    Future<Boolean> activateCredential(Tx tx, UUID account) {
        tx.cancel(AuthEvents.PENDING_CREDENTIAL_EXPIRED, account.toString());
        return credentials.activate(tx, account);
    }

    /** Another password for an account whose first never counted; this one does. False when that did, or there is none. */
    Future<Boolean> replacePendingCredential(Tx tx, UUID account, String hash) {
        tx.cancel(AuthEvents.PENDING_CREDENTIAL_EXPIRED, account.toString());
        return credentials.replacePending(tx, account, hash);
    }

    /** Lets passwords count once their accounts are taken in. */
    public Subscriber activationSubscriber() {
        return new Subscriber("auth.credential-activation")
                .on(
                        UsersEvents.REGISTERED,
                        (tx, accountRegistered) -> activateCredential(
                                tx, accountRegistered.payload().id()));
    }

    /** Deletes passwords whose account was never taken in. */
    public Subscriber cleanupSubscriber() {
        return new Subscriber("auth.credential-cleanup")
                .externalEffects()
                .on(
                        AuthEvents.PENDING_CREDENTIAL_EXPIRED,
                        (tx, expired) -> activateOrDelete(tx, expired.payload().id()));
    }

    private Future<?> activateOrDelete(Tx tx, UUID account) {
        return accounts.byId(account, RequestContext.system("auth.credential-cleanup", Duration.ofSeconds(20)))
                .<Object>compose(found -> found.isPresent()
                        ? credentials.activate(tx, account).map(Object.class::cast)
                        : credentials.deletePending(tx, account).map(Object.class::cast));
    }

    private static @Nullable String fullName(RegisterAccount request) {
        if (request.fullName() != null) {
            return request.fullName();
        }
        String joined = Stream.of(request.firstName(), request.lastName())
                .filter(name -> name != null)
                .collect(Collectors.joining(" "));
        return joined.isEmpty() ? null : joined;
    }
}
