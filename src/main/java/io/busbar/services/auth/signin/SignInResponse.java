package io.busbar.services.auth.signin;

import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.SessionOperations.LoginResult;
import io.busbar.services.auth.session.Sessions;

/** Builds the response to a sign-in. */
public final class SignInResponse {
    /** The lifetime of a challenge in {@link MfaChallengeStore}. */
    private static final int CHALLENGE_LIFETIME_SECONDS = 300;

    private SignInResponse() {}

    static SessionChange<LoginResult> of(SignInFlow.SignInOutcome signInOutcome) {
        return switch (signInOutcome) {
            case SignInFlow.SignInCompleted signInCompleted -> {
                Sessions.SessionTokens sessionTokens = signInCompleted.tokens();
                yield new SessionChange<>(
                        new LoginResult(
                                signInCompleted.deletionCancelled()
                                        ? "Login successful; your account will no longer be deleted"
                                        : "Login successful",
                                signInCompleted.account().user(),
                                sessionTokens.access(),
                                sessionTokens.refresh(),
                                Sessions.BEARER,
                                (int) sessionTokens.accessLifetime().toSeconds(),
                                signInCompleted.deviceToken(),
                                null,
                                null),
                        new SessionChange.SetCookies(
                                sessionTokens.access(),
                                sessionTokens.accessLifetime(),
                                sessionTokens.refresh(),
                                sessionTokens.idleTimeout(),
                                signInCompleted.deviceToken()));
            }
            case SignInFlow.MfaRequired required ->
                new SessionChange<>(
                        new LoginResult(
                                "Enter the code of your authenticator app or a recovery code",
                                null,
                                null,
                                null,
                                null,
                                CHALLENGE_LIFETIME_SECONDS,
                                null,
                                true,
                                required.challenge()),
                        new SessionChange.KeepCookies());
        };
    }
}
