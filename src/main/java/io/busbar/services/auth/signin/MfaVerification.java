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
import io.busbar.services.auth.mfa.MfaCodeVerifier;
import io.busbar.services.auth.mfa.MfaCodeVerifier.CodeMatch;
import io.busbar.services.auth.mfa.MfaCodeVerifier.NoMatch;
import io.busbar.services.auth.mfa.MfaCodeVerifier.TotpMatch;
import io.busbar.services.auth.session.ClientInfo;
import io.busbar.services.auth.signin.MfaChallengeStore.MfaChallenge;
import io.busbar.services.auth.signin.SignInFlow.SignInCompleted;
import io.busbar.services.auth.throttle.Bucket;
import io.busbar.services.auth.throttle.Throttle;
import io.busbar.services.auth.throttle.Throttle.Attempt;
import io.busbar.services.auth.token.SignedIdCodec;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Verifies the second factor of a sign-in: a challenge and a code open at most one session. */
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
        UUID id = Require.present(challengeTokens.decode(request.challenge()), MfaVerification::challengeExpired)
                .id();
        RequestContext requestContext = call.requestContext();
        return changes.change(requestContext, "auth.reserveAttempt", tx -> reserveAttempt(tx, id))
                .compose(challengeAttempt -> throttle.runAttempt(
                        challengeAttempt.attempt(),
                        () -> verifyCode(challengeAttempt, request.code(), requestContext),
                        tx -> challenges.returnAttempt(tx, challengeAttempt.id())))
                .map(SignInResponse::of);
    }

    private Future<ChallengeAttempt> reserveAttempt(Tx tx, UUID id) {
        return challenges
                .useAttempt(tx, id)
                .map(found -> Require.present(found, MfaVerification::challengeExpired))
                .compose(mfaChallenge -> throttle.reserve(tx, List.of(bucket(mfaChallenge)))
                        .map(attempt -> new ChallengeAttempt(id, mfaChallenge, attempt)));
    }

    private static Bucket bucket(MfaChallenge mfaChallenge) {
        return Bucket.ofMfa(mfaChallenge.account(), mfaChallenge.deviceId());
    }

    private Future<SignInCompleted> verifyCode(
            ChallengeAttempt challengeAttempt, String code, RequestContext requestContext) {
        UUID account = challengeAttempt.mfaChallenge().account();
        return mfaCodeVerifier.match(account, code).compose(codeMatch -> {
            Require.that(!(codeMatch instanceof NoMatch), MfaVerification::wrongCode);
            return completeSignIn(challengeAttempt, codeMatch, requestContext);
        });
    }

    private Future<SignInCompleted> completeSignIn(
            ChallengeAttempt challengeAttempt, CodeMatch codeMatch, RequestContext requestContext) {
        MfaChallenge mfaChallenge = challengeAttempt.mfaChallenge();
        return accounts.byId(mfaChallenge.account(), requestContext)
                .map(found -> Require.present(found, MfaVerification::challengeExpired))
                .map(account -> new FirstFactor(
                        account,
                        mfaChallenge.method() + (codeMatch instanceof TotpMatch ? "+totp" : "+recovery-code"),
                        new ClientInfo(mfaChallenge.device(), requestContext.ip()),
                        mfaChallenge.knownOrigin(),
                        mfaChallenge.deviceId()))
                .compose(firstFactor -> signInFlow.complete(
                        requestContext, firstFactor, true, tx -> redeem(tx, challengeAttempt, codeMatch)));
    }

    private Future<?> redeem(Tx tx, ChallengeAttempt challengeAttempt, CodeMatch codeMatch) {
        UUID account = challengeAttempt.mfaChallenge().account();
        return challenges
                .consume(tx, challengeAttempt.id())
                .compose(consumed -> {
                    Require.that(consumed, MfaVerification::challengeExpired);
                    return mfaCodeVerifier.redeem(tx, account, codeMatch);
                })
                .compose(redeemed -> {
                    Require.that(redeemed, MfaVerification::wrongCode);
                    return throttle.recordSuccess(tx, challengeAttempt.attempt());
                });
    }

    private static Failure wrongCode() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "The code is incorrect or was already used");
    }

    private static Failure challengeExpired() {
        return Failure.of(FailureCode.INVALID_CREDENTIALS, "This sign-in has expired; start again with the password");
    }
}
