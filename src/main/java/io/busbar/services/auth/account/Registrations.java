package io.busbar.services.auth.account;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.events.ExternalSubscriber;
import io.busbar.bus.events.Subscriber;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthContinuations;
import io.busbar.services.auth.AuthContinuations.PendingCredentialExpired;
import io.busbar.services.auth.AuthOperations.RegisterAccount;
import io.busbar.services.auth.AuthOperations.RegistrationAccepted;
import io.busbar.services.auth.AuthOperations.RegistrationRole;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.password.PasswordPolicy;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.AccountCreated;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.UsersEvents;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Registers accounts. A pending credential is stored first, under the ID of the future account, and is activated when the users service has
 * created the account. An interrupted registration can be repeated; if it is not, the pending credential is deleted later.
 */
public final class Registrations {
    /**
     * Must exceed the time for which idempotent responses are stored (24 hours): until then, a repeated request may still create the
     * account.
     */
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
        UserRole role = request.role() == null
                ? RegistrationRole.CUSTOMER.role()
                : request.role().role();
        return passwordHasher
                .hash(request.password(), call.requestContext().deadline())
                .compose(hash -> call.change(tx -> storePendingCredential(tx, hash)
                        .map(accountId -> new RegistrationAccepted("User registered successfully", accountId))))
                .compose(accepted -> createAccount(accepted.id(), request, fullName, role, call.requestContext())
                        .map(accepted));
    }

    private Future<AccountCreated> createAccount(
            UUID accountId,
            RegisterAccount request,
            @Nullable String fullName,
            UserRole role,
            RequestContext requestContext) {
        boolean emailVerified = false;
        CreateAccount account = new CreateAccount(
                accountId, request.email(), request.username(), request.phone(), fullName, role, emailVerified);
        return bus.call(AccountOperations.CREATE_ACCOUNT, account, requestContext);
    }

    /** Stores a pending credential and returns the ID of its future account. */
    Future<UUID> storePendingCredential(Tx tx, String hash) {
        return credentials.insertPending(tx, hash).map(accountId -> {
            tx.auditSubject("user", accountId);
            tx.schedule(
                    AuthContinuations.PENDING_CREDENTIAL_EXPIRED,
                    accountId.toString(),
                    new PendingCredentialExpired(accountId),
                    Instant.now().plus(PENDING_CREDENTIAL_TIMEOUT));
            return accountId;
        });
    }

    /** Activates the credential of a created account. Returns false if it was active already. */
    Future<Boolean> activateCredential(Tx tx, UUID account) {
        tx.cancel(AuthContinuations.PENDING_CREDENTIAL_EXPIRED, account.toString());
        return credentials.activate(tx, account);
    }

    /** Replaces and activates a pending credential. Returns false if there is none. */
    Future<Boolean> replaceAndActivateCredential(Tx tx, UUID account, String hash) {
        tx.cancel(AuthContinuations.PENDING_CREDENTIAL_EXPIRED, account.toString());
        return credentials.replacePending(tx, account, hash);
    }

    /** Activates credentials when their accounts are created. */
    public Subscriber activationSubscriber() {
        return new Subscriber("auth.credential-activation")
                .on(
                        UsersEvents.REGISTERED,
                        (tx, registered) ->
                                activateCredential(tx, registered.payload().id()));
    }

    /**
     * Deletes credentials of accounts that were never created, and activates those whose account exists although its event has not arrived.
     */
    public ExternalSubscriber cleanupSubscriber() {
        return new ExternalSubscriber("auth.credential-cleanup")
                .on(
                        AuthContinuations.PENDING_CREDENTIAL_EXPIRED,
                        (expired, requestContext) ->
                                accounts.byId(expired.payload().id(), requestContext),
                        (tx, expired, account) ->
                                activateOrDelete(tx, expired.payload().id(), account.isPresent()));
    }

    private Future<?> activateOrDelete(Tx tx, UUID account, boolean accountExists) {
        return accountExists ? credentials.activate(tx, account) : credentials.deletePending(tx, account);
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
