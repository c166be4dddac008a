package io.busbar.services.auth.account;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Role;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.AuthOperations.AdminCreated;
import io.busbar.services.auth.AuthOperations.CreateAdmin;
import io.busbar.services.auth.password.CredentialStore;
import io.busbar.services.auth.password.PasswordHasher;
import io.busbar.services.auth.password.PasswordPolicy;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.AccountOperations.CreateAccount;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Supplier;

/** How a deployment gets an admin, as nobody can register as one. Of several nodes that try at once, one makes it. */
public final class AdminCreation {
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
        return findOrElse(request, call.requestContext(), () -> createNew(request, call.requestContext()));
    }

    /** Whose making broke off before the password counted gets the one that is known now: nobody has heard of the other. */
    private Future<AdminCreated> completeExisting(Account account, CreateAdmin request, RequestContext requestContext) {
        if (account.role() != Role.ADMIN) {
            return Future.succeededFuture(new AdminCreated(account.id(), false, false));
        }
        return credentials
                .find(account.id())
                .compose(credential -> credential.isPresent()
                        ? Future.succeededFuture(false)
                        : hash(request)
                                .compose(hash -> changes.change(
                                        requestContext,
                                        "auth.createAdmin",
                                        tx -> registrations.replacePendingCredential(tx, account.id(), hash))))
                .map(created -> new AdminCreated(account.id(), created, true));
    }

    private Future<AdminCreated> findOrElse(
            CreateAdmin request, RequestContext requestContext, Supplier<Future<AdminCreated>> otherwise) {
        return accounts.byIdentifier(request.email(), requestContext)
                .compose(found -> found.filter(account -> account.status() != AccountOperations.AccountStatus.PENDING)
                        .map(account -> completeExisting(account, request, requestContext))
                        .orElseGet(otherwise));
    }

    private Future<AdminCreated> createNew(CreateAdmin request, RequestContext requestContext) {
        return hash(request)
                .compose(hash -> changes.change(
                        requestContext, "auth.createAdmin", tx -> registrations.storePendingCredential(tx, hash)))
                .compose(id -> createAccount(id, request, requestContext));
    }

    private Future<AdminCreated> createAccount(UUID id, CreateAdmin request, RequestContext requestContext) {
        CreateAccount admin = new CreateAccount(id, request.email(), null, null, null, Role.ADMIN, true);
        return bus.call(AccountOperations.CREATE_ACCOUNT, admin, requestContext)
                .compose(accountCreated -> changes.change(
                                requestContext, "auth.createAdmin", tx -> registrations.activateCredential(tx, id))
                        .map(activated -> new AdminCreated(id, activated, true)))
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.CONFLICT
                        ? changes.change(requestContext, "auth.createAdmin", tx -> credentials.deletePending(tx, id))
                                .compose(deleted ->
                                        findOrElse(request, requestContext, () -> Future.failedFuture(cause)))
                        : Future.failedFuture(cause));
    }

    private Future<String> hash(CreateAdmin request) {
        PasswordPolicy.check(request.password(), "/password", request.email());
        return passwordHasher.hash(request.password());
    }
}
