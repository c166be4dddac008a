package io.busbar.auth;

import io.busbar.bus.Event;
import java.util.UUID;

/** What the auth service announces, by account id. Ids only: events are kept, and people can ask to be forgotten. */
public interface AuthEvents {
    Event<ConfirmationWanted> CONFIRMATION_WANTED = AuthOperations.AUTH.event(
            "confirmation.wanted",
            "Somebody whose address is not confirmed yet signed in rightly or asked for another link. The id is nobody's when there is no such account.",
            ConfirmationWanted.class);

    Event<SignedInAnew> SIGNED_IN_ANEW = AuthOperations.AUTH.event(
            "signed.in.anew",
            "Somebody signed in from where they never did before, and not for the first time.",
            SignedInAnew.class);

    Event<FactorChanged> FACTOR_CHANGED = AuthOperations.AUTH.event(
            "factor.changed", "An account has another second factor, or none any more.", FactorChanged.class);

    Event<RefreshTokenReused> REFRESH_TOKEN_REUSED = AuthOperations.AUTH.event(
            "refresh.token.reused",
            "A refresh token came back that had been exchanged before: somebody has a copy. The session is ended.",
            RefreshTokenReused.class);

    Event<Impersonated> IMPERSONATED =
            AuthOperations.AUTH.event("impersonated", "An admin acts as somebody.", Impersonated.class);

    Event<ResetWanted> RESET_WANTED = AuthOperations.AUTH.event(
            "reset.wanted", "Somebody has forgotten a password, and says whose.", ResetWanted.class);

    Event<PasswordChanged> PASSWORD_CHANGED =
            AuthOperations.AUTH.event("password.changed", "An account has another password.", PasswordChanged.class);

    Event<CredentialUnclaimed> CREDENTIAL_UNCLAIMED = AuthOperations.AUTH.event(
            "credential.unclaimed",
            "A password was kept an hour ago, and its account may never have come to be.",
            CredentialUnclaimed.class);

    /** Who. */
    record ConfirmationWanted(UUID id) {}

    /** Who, and in which session. */
    record SignedInAnew(UUID id, UUID session) {}

    /** Whose, and how it is now. */
    record FactorChanged(UUID id, boolean enabled) {}

    /** Whose; the id is nobody's when there is no such account. */
    record ResetWanted(UUID id) {}

    /** Whose. */
    record PasswordChanged(UUID id) {}

    /** Whose it would be. */
    record CredentialUnclaimed(UUID id) {}

    /** Whose session it was. */
    record RefreshTokenReused(UUID id, UUID session) {}

    /** Who, by whom, and in which session. */
    record Impersonated(UUID id, UUID admin, UUID session) {}
}
