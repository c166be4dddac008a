package io.busbar.services.auth.signin;

import io.busbar.bus.Call;
import io.busbar.bus.Changes;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.Tx;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.AccountLookup;
import io.busbar.services.auth.MfaOperations.VerifyMfa;
import io.busbar.services.auth.SessionOperations.LoginResult;
import io.busbar.services.auth.mfa.MfaCodeVerifier;
import io.busbar.services.auth.session.ClientInfo;
import io.busbar.services.auth.signin.MfaChallengeStore.MfaChallenge;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.Attempt;
import io.busbar.services.auth.token.SignedIdCodec;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** The second step of a sign-in: a challenge and the code that answers it, for one session at most. */
public final class MfaVerification {
    private final AccountLookup accounts;
    private final Changes changes;
    private final MfaChallengeStore challenges;
    private final SignedIdCodec challengeTokens;
    private final MfaCodeVerifier mfaCodeVerifier;
    private final Throttle throttle;
    private final SignInFlow signInFlow;

    private record ChallengeAttempt(UUID id, MfaChallenge mfaChallenge, Attempt attempt) {}

    public MfaVerification(
            AccountLookup accounts,
            Changes changes,
            MfaChallengeStore challenges,
            SignedIdCodec challengeTokens,
            MfaCodeVerifier mfaCodeVerifier,
            Throttle throttle,
            SignInFlow signInFlow) {
        this.accounts = accounts;
        this.changes = changes;
        this.challenges = challenges;
        this.challengeTokens = challengeTokens;
        this.mfaCodeVerifier = mfaCodeVerifier;
        this.throttle = throttle;
        this.signInFlow = signInFlow;
    }

    public Future<SessionChange<LoginResult>> verify(VerifyMfa request, Call<SessionChange<LoginResult>> call) {
        UUID id = challengeTokens
                .decode(request.challenge())
                .orElseThrow(MfaVerification::challengeExpired)
                .id();
        RequestContext requestContext = call.requestContext();
        return changes.change(requestContext, "auth.reserveAttempt", tx -> reserveAttempt(tx, id))
                .compose(challengeAttempt -> throttle.runAttempt(
                        challengeAttempt.attempt(),
                        () -> verifyCode(challengeAttempt, request.code(), requestContext),
                        tx -> challenges.returnAttempt(tx, challengeAttempt.id())))
                .map(SignInResponse::of);
    }

    private Future<SignInFlow.SignInCompleted> verifyCode(
            ChallengeAttempt challengeAttempt, String code, RequestContext requestContext) {
        return mfaCodeVerifier
                .match(challengeAttempt.mfaChallenge().account(), code)
                .compose(codeMatch -> codeMatch instanceof MfaCodeVerifier.NoMatch
                        ? Future.failedFuture(wrongCode())
                        : completeSignIn(challengeAttempt, codeMatch, requestContext));
    }

    private Future<ChallengeAttempt> reserveAttempt(Tx tx, UUID id) {
        return challenges
                .useAttempt(tx, id)
                .compose(found -> found.isEmpty()
                        ? Future.failedFuture(challengeExpired())
                        : throttle.reserve(
                                        tx,
                                        List.of(Bucket.ofMfa(
                                                found.get().account(),
                                                found.get().deviceId())))
                                .map(attempt -> new ChallengeAttempt(id, found.get(), attempt)));
    }

    private Future<SignInFlow.SignInCompleted> completeSignIn(
            ChallengeAttempt challengeAttempt, MfaCodeVerifier.CodeMatch codeMatch, RequestContext requestContext) {
        MfaChallenge mfaChallenge = challengeAttempt.mfaChallenge();
        String method =
                mfaChallenge.method() + (codeMatch instanceof MfaCodeVerifier.TotpMatch ? "+totp" : "+recovery-code");
        return accounts.byId(mfaChallenge.account(), requestContext)
                .map(found -> found.orElseThrow(MfaVerification::challengeExpired))
                .compose(account -> signInFlow.complete(
                        requestContext,
                        new FirstFactor(
                                account,
                                method,
                                new ClientInfo(mfaChallenge.device(), requestContext.ip()),
                                mfaChallenge.knownOrigin(),
                                mfaChallenge.deviceId()),
                        true,
                        tx -> redeem(tx, challengeAttempt, codeMatch)));
    }

    private Future<?> redeem(Tx tx, ChallengeAttempt challengeAttempt, MfaCodeVerifier.CodeMatch codeMatch) {
        return challenges
                .consume(tx, challengeAttempt.id())
                .compose(consumed -> consumed
                        ? mfaCodeVerifier.redeem(
                                tx, challengeAttempt.mfaChallenge().account(), codeMatch)
                        : Future.failedFuture(challengeExpired()))
                .compose(redeemed -> redeemed
                        ? throttle.recordSuccess(tx, challengeAttempt.attempt())
                        : Future.failedFuture(wrongCode()));
    }

    private static Failure wrongCode() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "The code is wrong, or was used before");
    }

    private static Failure challengeExpired() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "This sign-in is over; begin anew with the password");
    }
}
