package io.busbar.auth;

import io.busbar.auth.FactorOperations.Prove;
import io.busbar.auth.FactorOperations.Proved;
import io.busbar.auth.Throttle.Attempt;
import io.busbar.bus.Access;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Nothing;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * That whoever uses a session is still its owner: shown within the last five minutes, by signing in or by proving once more, and with the
 * second factor where there is one.
 */
final class Proofs {
    private static final int SECONDS = 300;

    private final Changes changes;
    private final FactorStore factors;
    private final SecondFactor factor;
    private final CredentialStore credentials;
    private final Passwords passwords;
    private final Throttle throttle;

    Proofs(
            Changes changes,
            FactorStore factors,
            SecondFactor factor,
            CredentialStore credentials,
            Passwords passwords,
            Throttle throttle) {
        this.changes = changes;
        this.factors = factors;
        this.factor = factor;
        this.credentials = credentials;
        this.passwords = passwords;
        this.throttle = throttle;
    }

    /** Fails with PROOF_REQUIRED unless the caller's session is proved. */
    Future<Void> require(Caller caller) {
        return fresh(caller)
                .compose(fresh -> fresh
                        ? Future.succeededFuture()
                        : Future.failedFuture(Failure.of(
                                FailureCode.PROOF_REQUIRED,
                                "Prove once more that it is you, at /auth/prove or by signing in")));
    }

    /** The same for another service, which has not looked whether an admin acts as somebody. */
    Future<Nothing> requireInPerson(Nothing request, Call<Nothing> call) {
        if (!Access.inPerson().admits(call.caller())) {
            throw Failure.of(FailureCode.FORBIDDEN);
        }
        return require(call.caller()).map(Nothing.NOTHING);
    }

    private Future<Boolean> fresh(Caller caller) {
        return caller.who() instanceof Caller.User user
                ? factors.fresh(session(caller), user.id())
                : Future.succeededFuture(false);
    }

    Future<Proved> prove(Prove request, Call<Proved> call) {
        if ((request.password() == null) == (request.code() == null)) {
            throw Failure.invalid("", "must have exactly one of password and code");
        }
        return factors.state(call.user()).compose(state -> {
            String code = request.code();
            String password = request.password();
            if (code != null) {
                return byCode(code, call.user(), call.caller());
            }
            return state.enabled() || password == null
                    ? Future.failedFuture(Failure.of(
                            FailureCode.PROOF_REQUIRED, "This account has a second factor: prove with a code"))
                    : byPassword(password, call.user(), call.caller());
        });
    }

    private Future<Proved> byCode(String code, UUID account, Caller caller) {
        return throttle.reserve(caller, List.of(Bucket.ofSession(session(caller).toString())))
                .compose(attempt -> throttle.judged(
                        attempt,
                        () -> factor.read(account, code)
                                .compose(reading -> keep(
                                        caller, account, attempt, true, tx -> factor.spend(tx, account, reading)))));
    }

    private Future<Proved> byPassword(String password, UUID account, Caller caller) {
        return throttle.reserve(caller, List.of(Bucket.ofSession(session(caller).toString())))
                .compose(attempt -> throttle.judged(
                        attempt,
                        () -> credentials
                                .find(account)
                                .compose(found -> passwords
                                        .verify(
                                                found.map(CredentialStore.Credential::hash)
                                                        .orElse(null),
                                                password)
                                        .compose(right -> keep(
                                                caller,
                                                account,
                                                attempt,
                                                false,
                                                tx -> right
                                                        ? credentials.unchanged(tx, found.orElseThrow())
                                                        : Future.succeededFuture(false))))));
    }

    private Future<Proved> keep(
            Caller caller, UUID account, Attempt attempt, boolean byFactor, Function<Tx, Future<Boolean>> right) {
        return changes.change(
                caller,
                "auth.prove",
                tx -> right.apply(tx)
                        .compose(proved -> proved
                                ? throttle.succeeded(tx, attempt)
                                        .compose(done -> factors.proved(tx, session(caller), account, byFactor))
                                : Future.failedFuture(Failure.of(FailureCode.INVALID_CREDENTIALS)))
                        .compose(kept -> kept
                                ? Future.succeededFuture(new Proved("Proved", SECONDS))
                                : Future.failedFuture(Failure.of(FailureCode.UNAUTHORIZED))));
    }

    /** Tokens from the command line belong to no session, and to nobody who could prove anything. */
    static UUID session(Caller caller) {
        String session = caller.who() instanceof Caller.User user ? user.session() : null;
        return Sessions.id(session).orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED));
    }
}
