package io.busbar.services.auth.account;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthOperations.AdminCreated;
import io.busbar.services.auth.AuthOperations.CreateAdmin;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.password.PasswordPolicy;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.AccountStatus;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.busbar.services.users.AccountOperations.UserRole;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/**
 * Creates admins, because the admin role cannot be chosen at registration. If several nodes create the same admin at once, one of them
 * succeeds.
 */
public final class AdminCreation {
    private static final String ACTION = "auth.createAdmin";

    private final Bus bus;
    private final Changes changes;
    private final AccountLookup accounts;
    private final CredentialStore credentials;
    private final Registrations registrations;
    private final PasswordHasher passwordHasher;

    public AdminCreation(
            Bus bus,
            Changes changes,
            AccountLookup accounts,
            CredentialStore credentials,
            Registrations registrations,
            PasswordHasher passwordHasher) {
        this.bus = bus;
        this.changes = changes;
        this.accounts = accounts;
        this.credentials = credentials;
        this.registrations = registrations;
        this.passwordHasher = passwordHasher;
    }

    public Future<AdminCreated> create(CreateAdmin request, Call<AdminCreated> call) {
        RequestContext requestContext = call.requestContext();
        return findVerified(request, requestContext)
                .compose(found -> found.isPresent()
                        ? completeExisting(found.get(), request, requestContext)
                        : createNew(request, requestContext));
    }

    private Future<Optional<Account>> findVerified(CreateAdmin request, RequestContext requestContext) {
        return accounts.byIdentifier(request.email(), requestContext)
                .map(found -> found.filter(account -> account.status() != AccountStatus.PENDING));
    }

    /** Leaves the account as it is. If the creation of an admin was interrupted, activates its credential with this password. */
    private Future<AdminCreated> completeExisting(Account account, CreateAdmin request, RequestContext requestContext) {
        if (account.role() != UserRole.ADMIN) {
            return Future.succeededFuture(new AdminCreated(account.id(), false, false));
        }
        return credentials
                .find(account.id())
                .compose(credential -> credential.isPresent()
                        ? Future.succeededFuture(false)
                        : replaceAndActivateCredential(account, request, requestContext))
                .map(created -> new AdminCreated(account.id(), created, true));
    }

    private Future<Boolean> replaceAndActivateCredential(
            Account account, CreateAdmin request, RequestContext requestContext) {
        return hash(request, requestContext)
                .compose(hash -> changes.change(
                        requestContext,
                        ACTION,
                        tx -> registrations.replaceAndActivateCredential(tx, account.id(), hash)));
    }

    private Future<AdminCreated> createNew(CreateAdmin request, RequestContext requestContext) {
        return hash(request, requestContext)
                .compose(hash ->
                        changes.change(requestContext, ACTION, tx -> registrations.storePendingCredential(tx, hash)))
                .compose(id -> createAccount(id, request, requestContext)
                        .recover(cause -> handleConflict(cause, id, request, requestContext)));
    }

    private Future<AdminCreated> createAccount(UUID id, CreateAdmin request, RequestContext requestContext) {
        boolean emailVerified = true;
        CreateAccount admin = new CreateAccount(id, request.email(), null, null, null, UserRole.ADMIN, emailVerified);
        return bus.call(AccountOperations.CREATE_ACCOUNT, admin, requestContext)
                .compose(created ->
                        changes.change(requestContext, ACTION, tx -> registrations.activateCredential(tx, id)))
                .map(activated -> new AdminCreated(id, activated, true));
    }

    /** Uses the account that another node has created in the meantime. */
    private Future<AdminCreated> handleConflict(
            Throwable cause, UUID id, CreateAdmin request, RequestContext requestContext) {
        if (!(cause instanceof Failure failure) || failure.code() != FailureCode.CONFLICT) {
            return Future.failedFuture(cause);
        }
        return changes.change(requestContext, ACTION, tx -> credentials.deletePending(tx, id))
                .compose(deleted -> findVerified(request, requestContext))
                .compose(found -> found.isPresent()
                        ? completeExisting(found.get(), request, requestContext)
                        : Future.failedFuture(cause));
    }

    private Future<String> hash(CreateAdmin request, RequestContext requestContext) {
        PasswordPolicy.check(request.password(), "/password", request.email());
        return passwordHasher.hash(request.password(), requestContext.deadline());
    }
}
