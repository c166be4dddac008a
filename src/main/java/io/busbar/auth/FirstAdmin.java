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

    private Future<Installed> existing(InstallAdmin request, Caller caller, Supplier<Future<Installed>> otherwise) {
        return accounts.byIdentifier(request.email(), caller)
                .compose(found -> found.filter(account -> account.status() != AccountOperations.Status.PENDING)
                        .map(account -> Future.succeededFuture(there(account)))
                        .orElseGet(otherwise));
    }

    private Future<Installed> make(InstallAdmin request, Caller caller) {
        PasswordRule.check(request.password(), "/password", request.email());
        return passwords
                .hash(request.password())
                .compose(hash -> changes.change(caller, "auth.installAdmin", tx -> registrations.keep(tx, hash)))
                .compose(id -> admit(id, request, caller));
    }

    private Future<Installed> admit(UUID id, InstallAdmin request, Caller caller) {
        Admit admin = new Admit(id, request.email(), null, null, null, Role.ADMIN, true);
        return bus.call(AccountOperations.ADMIT, admin, caller)
                .compose(admitted -> changes.change(caller, "auth.installAdmin", tx -> registrations.accept(tx, id))
                        .map(new Installed(id, true, true)))
                .recover(cause -> cause instanceof Failure failure && failure.code() == FailureCode.CONFLICT
                        ? changes.change(caller, "auth.installAdmin", tx -> credentials.deleteUnaccepted(tx, id))
                                .compose(deleted -> existing(request, caller, () -> Future.failedFuture(cause)))
                        : Future.failedFuture(cause));
    }

    private static Installed there(Account account) {
        return new Installed(account.id(), false, account.role() == Role.ADMIN);
    }
}
