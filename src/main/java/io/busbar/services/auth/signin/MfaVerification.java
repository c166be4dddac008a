package io.busbar.services.auth.signin;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Require;
import io.busbar.bus.Tx;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.MfaOperations.VerifyMfa;
import io.busbar.services.auth.SessionOperations.LoginResult;
import io.busbar.services.auth.mfa.MfaCodes;
import io.busbar.services.auth.mfa.MfaCodes.CodeCandidate;
import io.busbar.services.auth.mfa.MfaCodes.NoCandidate;
import io.busbar.services.auth.mfa.MfaCodes.TotpCandidate;
import io.busbar.services.auth.session.ClientInfo;
import io.busbar.services.auth.signin.MfaChallengeStore.MfaChallenge;
import io.busbar.services.auth.signin.SignInFlow.SignInAttempt;
import io.busbar.services.auth.signin.SignInFlow.SignInCompleted;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.ThrottleReservation;
import io.busbar.services.auth.token.SignedIdCodec;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/**
 * Completes a sign-in with the second factor. Each challenge, and each code, can open at most one session. An attempt is counted twice
 * before the code is checked: by the challenge, which has five attempts, and by the throttle, across all challenges of the account on a
 * device.
 */
public final class MfaVerification {
    private final AccountLookup accounts;
    private final Changes changes;
    private final MfaChallengeStore challenges;
    private final SignedIdCodec challengeTokens;
    private final MfaCodes mfaCodes;
    private final Throttle throttle;
    private final SignInFlow signInFlow;

    private record ChallengeAttempt(UUID id, MfaChallenge mfaChallenge, ThrottleReservation reservation) {}

    public MfaVerification(
            AccountLookup accounts,
            Changes changes,
            MfaChallengeStore challenges,
            SignedIdCodec challengeTokens,
            MfaCodes mfaCodes,
            Throttle throttle,
            SignInFlow signInFlow) {
        this.accounts = accounts;
        this.changes = changes;
        this.challenges = challenges;
        this.challengeTokens = challengeTokens;
        this.mfaCodes = mfaCodes;
        this.throttle = throttle;
        this.signInFlow = signInFlow;
    }

    public Future<SessionChange<LoginResult>> verify(VerifyMfa request, Call<SessionChange<LoginResult>> call) {
        UUID id = Require.present(challengeTokens.decode(request.challenge()), MfaVerification::challengeExpired)
                .id();
        RequestContext requestContext = call.requestContext();
        return requireUnlocked(id)
                .compose(unlocked -> changes.change(requestContext, "auth.reserveAttempt", tx -> countAttempt(tx, id)))
                .compose(challengeAttempt -> throttle.run(
                        challengeAttempt.reservation(),
                        () -> verifyCode(challengeAttempt, request.code(), requestContext),
                        // If the check fails for technical reasons, neither limit counts the attempt.
                        tx -> challenges.returnAttempt(tx, challengeAttempt.id())))
                .map(SignInResponse::of);
    }

    private Future<Void> requireUnlocked(UUID id) {
        return challenges
                .find(id)
                .map(found -> Require.present(found, MfaVerification::challengeExpired))
                .compose(mfaChallenge -> throttle.requireUnlocked(List.of(bucket(mfaChallenge))));
    }

    /** Counts the attempt in one change, so that parallel attempts cannot exceed the limits. */
    private Future<ChallengeAttempt> countAttempt(Tx tx, UUID id) {
        return challenges
                .useAttempt(tx, id)
                .map(found -> Require.present(found, MfaVerification::challengeExpired))
                .compose(mfaChallenge -> throttle.reserve(tx, List.of(bucket(mfaChallenge)))
                        .map(reservation -> new ChallengeAttempt(id, mfaChallenge, reservation)));
    }

    private static Bucket bucket(MfaChallenge mfaChallenge) {
        return Bucket.ofMfa(mfaChallenge.account(), mfaChallenge.deviceId());
    }

    private Future<SignInCompleted> verifyCode(
            ChallengeAttempt challengeAttempt, String code, RequestContext requestContext) {
        UUID account = challengeAttempt.mfaChallenge().account();
        return mfaCodes.identify(account, code).compose(codeCandidate -> {
            Require.that(!(codeCandidate instanceof NoCandidate), MfaVerification::wrongCode);
            return completeSignIn(challengeAttempt, codeCandidate, requestContext);
        });
    }

    private Future<SignInCompleted> completeSignIn(
            ChallengeAttempt challengeAttempt, CodeCandidate codeCandidate, RequestContext requestContext) {
        MfaChallenge mfaChallenge = challengeAttempt.mfaChallenge();
        return accounts.byId(mfaChallenge.account(), requestContext)
                .map(found -> Require.present(found, MfaVerification::challengeExpired))
                .map(account -> new FirstFactor(
                        account,
                        mfaChallenge.method() + (codeCandidate instanceof TotpCandidate ? "+totp" : "+recovery-code"),
                        new ClientInfo(mfaChallenge.device(), requestContext.ip()),
                        mfaChallenge.knownOrigin(),
                        mfaChallenge.deviceId()))
                .compose(firstFactor -> signInFlow.complete(SignInAttempt.withBothFactors(
                        requestContext, firstFactor, tx -> redeem(tx, challengeAttempt, codeCandidate))));
    }

    /** Uses up the challenge and the code in the change that opens the session. */
    private Future<?> redeem(Tx tx, ChallengeAttempt challengeAttempt, CodeCandidate codeCandidate) {
        UUID account = challengeAttempt.mfaChallenge().account();
        return challenges
                .consume(tx, challengeAttempt.id())
                .compose(consumed -> {
                    Require.that(consumed, MfaVerification::challengeExpired);
                    return mfaCodes.redeem(tx, account, codeCandidate);
                })
                .compose(redeemed -> {
                    Require.that(redeemed, MfaVerification::wrongCode);
                    return throttle.recordSuccess(tx, challengeAttempt.reservation());
                });
    }

    private static Failure wrongCode() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "The code is incorrect or was already used");
    }

    private static Failure challengeExpired() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "This sign-in has expired; start again");
    }
}
