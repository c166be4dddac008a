package io.busbar.auth;

import io.busbar.auth.ChallengeStore.Challenge;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Tx;
import io.busbar.users.AccountOperations;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.AccountOperations.AccountId;
import io.busbar.users.AccountOperations.Status;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The one way from a first factor, whichever it was, to a session. Whoever has a second factor gets a challenge here and nothing else;
 * {@link #admit} is for those who have answered it.
 */
final class Gate {
    private static final String ACTION = "auth.login";

    private final Bus bus;
    private final Changes changes;
    private final Sessions sessions;
    private final CredentialStore credentials;
    private final FactorStore factors;
    private final ChallengeStore challenges;
    private final SignedId challengeTokens;
    private final DeviceTokens devices;

    /** What comes of a first factor. */
    sealed interface Outcome {}

    /** A session; {@code resumed} when that took back the account's deletion. */
    record Opened(Account account, Sessions.Tokens tokens, String deviceToken, boolean resumed) implements Outcome {
        @Override
        public String toString() {
            return "Opened";
        }
    }

    /** A question that only the second factor answers. */
    record FactorWanted(String challenge) implements Outcome {
        @Override
        public String toString() {
            return "FactorWanted";
        }
    }

    Gate(
            Bus bus,
            Changes changes,
            Sessions sessions,
            CredentialStore credentials,
            FactorStore factors,
            ChallengeStore challenges,
            SignedId challengeTokens,
            DeviceTokens devices) {
        this.bus = bus;
        this.changes = changes;
        this.sessions = sessions;
        this.credentials = credentials;
        this.factors = factors;
        this.challenges = challenges;
        this.challengeTokens = challengeTokens;
        this.devices = devices;
    }

    /**
     * Lets somebody through whose first factor was right. Fails with ACCOUNT_SUSPENDED, and with INVALID_CREDENTIALS for an account whose
     * address is not confirmed.
     *
     * @param alongside happens in the same change, or nothing does
     */
    Future<Outcome> pass(Caller caller, FirstFactor proof, Function<Tx, Future<?>> alongside) {
        return standing(proof.account())
                .compose(stands -> factors.state(proof.account().id()))
                .compose(state -> state.enabled()
                        ? challenge(caller, proof, alongside)
                        : admit(caller, proof, false, alongside).map(opened -> opened));
    }

    /** Lets somebody through who has proved all that the account asks for; else as {@link #pass}. */
    Future<Opened> admit(Caller caller, FirstFactor proof, boolean byFactor, Function<Tx, Future<?>> alongside) {
        Account account = proof.account();
        return standing(account).compose(stands -> {
            if (account.status() != Status.LEAVING) {
                return open(caller, account, proof, byFactor, false, alongside);
            }
            return changes.change(caller, ACTION, tx -> held(tx, account, alongside))
                    .compose(proved -> bus.call(AccountOperations.RESUME, new AccountId(account.id()), caller)
                            .compose(back ->
                                    open(caller, back, proof, byFactor, true, tx -> unchanged(tx, account, proved))));
        });
    }

    /**
     * Does this once nobody can change the password any more before the end of the transaction: a change that comes first is seen here, one
     * that comes later sees the session that is opened.
     */
    private Future<Optional<OffsetDateTime>> held(Tx tx, Account account, Function<Tx, Future<?>> alongside) {
        return credentials
                .hold(tx, account.id())
                .compose(changedAt -> alongside.apply(tx).map(changedAt));
    }

    private Future<?> unchanged(Tx tx, Account account, Optional<OffsetDateTime> proved) {
        return credentials
                .hold(tx, account.id())
                .compose(now -> now.equals(proved) ? Future.succeededFuture() : Future.failedFuture(SignIn.refused()));
    }

    private Future<Outcome> challenge(Caller caller, FirstFactor proof, Function<Tx, Future<?>> alongside) {
        Challenge challenge = new Challenge(
                proof.account().id(), proof.method(), proof.origin().device(), proof.familiar(), proof.device());
        return changes.change(
                        caller,
                        "auth.challenge",
                        tx -> alongside.apply(tx).compose(done -> challenges.open(tx, challenge)))
                .map(id -> new FactorWanted(challengeTokens.token(id, 0)));
    }

    private Future<Opened> open(
            Caller caller,
            Account account,
            FirstFactor proof,
            boolean byFactor,
            boolean resumed,
            Function<Tx, Future<?>> alongside) {
        return changes.change(
                        caller,
                        ACTION,
                        tx -> held(tx, account, alongside)
                                .compose(done -> sessions.open(tx, account, proof.method(), proof.origin(), byFactor))
                                .onSuccess(made -> announce(tx, proof, made)))
                .map(made -> new Opened(
                        account,
                        sessions.tokens(account, made.id(), 0),
                        devices.token(proof.device() == null ? UUID.randomUUID() : proof.device(), account.id()),
                        resumed));
    }

    private static void announce(Tx tx, FirstFactor proof, SessionStore.Made made) {
        UUID account = proof.account().id();
        tx.about("user", account);
        if (!made.first() && !proof.familiar()) {
            tx.announce(AuthEvents.SIGNED_IN_ANEW, account.toString(), new AuthEvents.SignedInAnew(account, made.id()));
        }
    }

    private static Future<Void> standing(Account account) {
        return switch (account.status()) {
            case ACTIVE, LEAVING -> Future.succeededFuture();
            case SUSPENDED -> Future.failedFuture(Failure.of(FailureCode.ACCOUNT_SUSPENDED));
            case PENDING -> Future.failedFuture(SignIn.refused());
        };
    }
}
