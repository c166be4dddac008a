package io.busbar.auth;

import io.busbar.auth.ChallengeStore.Challenge;
import io.busbar.auth.FactorOperations.Verify;
import io.busbar.auth.SessionOperations.SignedIn;
import io.busbar.auth.Throttle.Attempt;
import io.busbar.bus.Call;
import io.busbar.bus.Caller;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.SessionChange;
import io.busbar.bus.Tx;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** The second step of a sign-in: a challenge and the code that answers it, for one session at most. */
final class SecondStep {
    private final AccountLookup accounts;
    private final Changes changes;
    private final ChallengeStore challenges;
    private final SignedId challengeTokens;
    private final SecondFactor factor;
    private final Throttle throttle;
    private final Gate gate;

    private record Try(UUID id, Challenge challenge, Attempt attempt) {}

    SecondStep(
            AccountLookup accounts,
            Changes changes,
            ChallengeStore challenges,
            SignedId challengeTokens,
            SecondFactor factor,
            Throttle throttle,
            Gate gate) {
        this.accounts = accounts;
        this.changes = changes;
        this.challenges = challenges;
        this.challengeTokens = challengeTokens;
        this.factor = factor;
        this.throttle = throttle;
        this.gate = gate;
    }

    Future<SessionChange<SignedIn>> verify(Verify request, Call<SessionChange<SignedIn>> call) {
        UUID id = challengeTokens
                .read(request.challenge())
                .orElseThrow(SecondStep::over)
                .id();
        Caller caller = call.caller();
        return changes.change(caller, "auth.attempt", tx -> attempt(tx, id))
                .compose(tried -> throttle.judged(
                        tried.attempt(),
                        () -> judge(tried, request.code(), caller),
                        tx -> challenges.giveBack(tx, tried.id())))
                .map(SignInAnswer::of);
    }

    private Future<Gate.Opened> judge(Try tried, String code, Caller caller) {
        return factor.read(tried.challenge().account(), code)
                .compose(reading -> reading instanceof SecondFactor.Wrong
                        ? Future.failedFuture(wrong())
                        : admit(tried, reading, caller));
    }

    private Future<Try> attempt(Tx tx, UUID id) {
        return challenges
                .attempt(tx, id)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(over())
                        : throttle.reserve(
                                        tx,
                                        List.of(Bucket.ofFactor(
                                                found.get().account(),
                                                found.get().deviceId())))
                                .map(attempt -> new Try(id, found.get(), attempt)));
    }

    private Future<Gate.Opened> admit(Try tried, SecondFactor.Reading reading, Caller caller) {
        Challenge challenge = tried.challenge();
        String method = challenge.method() + (reading instanceof SecondFactor.Step ? "+totp" : "+recovery-code");
        return accounts.byId(challenge.account(), caller)
                .map(found -> found.orElseThrow(SecondStep::over))
                .compose(account -> gate.admit(
                        caller,
                        new FirstFactor(
                                account,
                                method,
                                new Origin(challenge.device(), caller.ip()),
                                challenge.familiar(),
                                challenge.deviceId()),
                        true,
                        tx -> spend(tx, tried, reading)));
    }

    private Future<?> spend(Tx tx, Try tried, SecondFactor.Reading reading) {
        return challenges
                .spend(tx, tried.id())
                .compose(open ->
                        open ? factor.spend(tx, tried.challenge().account(), reading) : Future.failedFuture(over()))
                .compose(right -> right ? throttle.succeeded(tx, tried.attempt()) : Future.failedFuture(wrong()));
    }

    private static Failure wrong() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "The code is wrong, or was used before");
    }

    private static Failure over() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "This sign-in is over; begin anew with the password");
    }
}
