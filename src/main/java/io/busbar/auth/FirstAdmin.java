package io.busbar.auth;

import io.busbar.auth.AuthOperations.InstallAdmin;
import io.busbar.auth.AuthOperations.Installed;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.Admit;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Supplier;

/** How a deployment gets an admin, as nobody can register as one. Of several nodes that try at once, one makes it. */
final class FirstAdmin {
    private final Bus bus;
    private final Changes changes;
    private final AccountLookup accounts;
    private final CredentialStore credentials;
    private final Registrations registrations;
    private final Passwords passwords;

    FirstAdmin(
            Bus bus,
            Changes changes,
            AccountLookup accounts,
            CredentialStore credentials,
            Registrations registrations,
            Passwords passwords) {
        this.bus = bus;
        this.changes = changes;
        this.accounts = accounts;
        this.credentials = credentials;
        this.registrations = registrations;
        this.passwords = passwords;
    }

    Future<Installed> install(InstallAdmin request, Call<Installed> call) {
        return existing(request, call.caller(), () -> make(request, call.caller()));
    }

    /** Whose making broke off before the password counted gets the one that is known now: nobody has heard of the other. */
    private Future<Installed> complete(Account account, InstallAdmin request, Caller caller) {
        if (account.role() != Role.ADMIN) {
            return Future.succeededFuture(new Installed(account.id(), false, false));
        }
        return credentials
                .find(account.id())
                .compose(credential -> credential.isPresent()
                        ? Future.succeededFuture(false)
                        : hash(request)
                                .compose(hash -> changes.change(
                                        caller,
                                        "auth.installAdmin",
                                        tx -> registrations.replaceUnaccepted(tx, account.id(), hash))))
                .map(made -> new Installed(account.id(), made, true));
    }

    private Future<Installed> existing(InstallAdmin request, Caller caller, Supplier<Future<Installed>> otherwise) {
        return accounts.byIdentifier(request.email(), caller)
                .compose(found -> found.filter(account -> account.status() != AccountOperations.Status.PENDING)
                        .map(account -> complete(account, request, caller))
                        .orElseGet(otherwise));
    }

    private Future<Installed> make(InstallAdmin request, Caller caller) {
        return hash(request)
                .compose(hash -> changes.change(caller, "auth.installAdmin", tx -> registrations.keep(tx, hash)))
                .compose(id -> admit(id, request, caller));
    }

    private Future<Installed> admit(UUID id, InstallAdmin request, Caller caller) {
        Admit admin = new Admit(id, request.email(), null, null, null, Role.ADMIN, true);
        return bus.call(AccountOperations.ADMIT, admin, caller)
                .compose(admitted -> changes.change(caller, "auth.installAdmin", tx -> registrations.accept(tx, id))
                        .map(accepted -> new Installed(id, accepted, true)))
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.CONFLICT
                        ? changes.change(caller, "auth.installAdmin", tx -> credentials.deleteUnaccepted(tx, id))
                                .compose(deleted -> existing(request, caller, () -> Future.failedFuture(cause)))
                        : Future.failedFuture(cause));
    }

    private Future<String> hash(InstallAdmin request) {
        PasswordRule.check(request.password(), "/password", request.email());
        return passwords.hash(request.password());
    }
}
