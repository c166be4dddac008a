package io.busbar.auth;

import io.busbar.auth.SessionOperations.SignedIn;
import io.busbar.bus.SessionChange;

/** What a client hears of its sign-in. */
final class SignInAnswer {
    /** Of every token that is given. */
    static final String BEARER = "Bearer";

    private static final int CHALLENGE_SECONDS = 300;

    private SignInAnswer() {}

    static SessionChange<SignedIn> of(Gate.Outcome outcome) {
        return switch (outcome) {
            case Gate.Opened opened -> {
                Sessions.Tokens tokens = opened.tokens();
                yield new SessionChange<>(
                        new SignedIn(
                                opened.resumed()
                                        ? "Login successful; the deletion of this account is taken back"
                                        : "Login successful",
                                opened.account().user(),
                                tokens.access(),
                                tokens.refresh(),
                                BEARER,
                                (int) tokens.accessAge().toSeconds(),
                                opened.deviceToken(),
                                null,
                                null),
                        new SessionChange.Opened(
                                tokens.access(),
                                tokens.accessAge(),
                                tokens.refresh(),
                                tokens.idle(),
                                opened.deviceToken()));
            }
            case Gate.FactorWanted wanted ->
                new SessionChange<>(
                        new SignedIn(
                                "Enter the code of your authenticator app, or a recovery code",
                                null,
                                null,
                                null,
                                null,
                                CHALLENGE_SECONDS,
                                null,
                                true,
                                wanted.challenge()),
                        new SessionChange.Kept());
        };
    }
}
