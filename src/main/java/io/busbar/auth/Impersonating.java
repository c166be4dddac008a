package io.busbar.auth;

import io.busbar.auth.SessionOperations.Impersonate;
import io.busbar.auth.SessionOperations.Impersonation;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.busbar.bus.SessionChange;
import io.busbar.bus.Tx;
import io.busbar.tokens.AccessTokens;
import io.busbar.tokens.AccessTokens.Grant;
import io.busbar.tokens.AccessTokens.Impersonator;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.AccountId;
import io.busbar.users.AccountOperations.Status;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Acting as somebody: for admins, for a quarter of an hour, with a reason that is recorded. There is no refresh token, and the token says
 * who really acts, so that what people must do in person stays theirs.
 */
final class Impersonating {
    private static final Duration AGE = Duration.ofMinutes(15);
    private static final Duration SIGNING = Duration.ofMinutes(1);

    private final Bus bus;
    private final Changes changes;
    private final SessionStore store;
    private final AccessTokens accessTokens;

    Impersonating(Bus bus, Changes changes, SessionStore store, AccessTokens accessTokens) {
        this.bus = bus;
        this.changes = changes;
        this.store = store;
        this.accessTokens = accessTokens;
    }

    Future<SessionChange<Impersonation>> impersonate(Impersonate request, Call<SessionChange<Impersonation>> call) {
        Caller caller = call.caller();
        UUID admin = call.user();
        if (admin.equals(request.id())) {
            throw Failure.of(FailureCode.FORBIDDEN, "You are that already");
        }
        return bus.call(AccountOperations.ACCOUNT, new AccountId(admin), caller)
                .compose(self -> bus.call(AccountOperations.ACCOUNT, new AccountId(request.id()), caller)
                        .compose(person -> permitted(self, person)
                                .compose(may -> changes.change(
                                        caller, "auth.impersonate", tx -> begin(tx, self, person, request, caller)))
                                .map(session -> answer(self, person, session))));
    }

    /** The admin's token may be older than how their account stands. */
    private static Future<Void> permitted(Account self, Account person) {
        if (self.role() != Role.ADMIN || self.status() != Status.ACTIVE) {
            return Future.failedFuture(Failure.of(FailureCode.FORBIDDEN));
        }
        if (person.role() == Role.ADMIN) {
            return Future.failedFuture(Failure.of(FailureCode.FORBIDDEN, "Nobody acts as an admin"));
        }
        return person.status() == Status.ACTIVE
                ? Future.succeededFuture()
                : Future.failedFuture(
                        Failure.conflict("This account is not active", Map.of("status", person.status())));
    }

    private Future<UUID> begin(Tx tx, Account admin, Account person, Impersonate request, Caller caller) {
        Origin origin = new Origin("Impersonation", caller.ip());
        UUID startedBy = caller.who() instanceof Caller.User user
                ? Sessions.id(user.session()).orElse(null)
                : null;
        return store.impersonate(
                        tx, person.id(), admin.id(), startedBy, request.reason(), origin, AGE, AGE.plus(SIGNING))
                .map(session -> session.orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED)))
                .onSuccess(session -> {
                    tx.about("user", person.id());
                    tx.about("session", session);
                    tx.announce(
                            AuthEvents.IMPERSONATED,
                            person.id().toString(),
                            new AuthEvents.Impersonated(person.id(), admin.id(), session));
                });
    }

    private SessionChange<Impersonation> answer(Account admin, Account person, UUID session) {
        Grant grant = new Grant(
                person.id(),
                person.role(),
                session.toString(),
                person.version(),
                new Impersonator(admin.id(), admin.version()));
        return new SessionChange<>(
                new Impersonation(
                        "You act as " + person.user().username() + " now",
                        person.user(),
                        accessTokens.sign(grant, AGE),
                        SignInAnswer.BEARER,
                        (int) AGE.toSeconds()),
                new SessionChange.Kept());
    }
}
