package io.busbar.services.auth;

import io.busbar.bus.Event;
import java.util.UUID;

/** What the auth service announces, by account id. Ids only: events are kept, and people can ask to be forgotten. */
public interface AuthEvents {
    Event<EmailVerificationRequested> EMAIL_VERIFICATION_REQUESTED = AuthOperations.AUTH.event(
            "email.verification.requested",
            "Somebody whose address is not confirmed yet signed in rightly or asked for another link. The id is nobody's when there is no such account.",
            EmailVerificationRequested.class);

    Event<NewDeviceSignIn> NEW_DEVICE_SIGN_IN = AuthOperations.AUTH.event(
            "new.device.sign.in",
            "Somebody signed in from where they never did before, and not for the first time.",
            NewDeviceSignIn.class);

    Event<MfaChanged> MFA_CHANGED = AuthOperations.AUTH.event(
            "mfa.changed", "An account has another second factor, or none any more.", MfaChanged.class);

    Event<RefreshTokenReused> REFRESH_TOKEN_REUSED = AuthOperations.AUTH.event(
            "refresh.token.reused",
            "A refresh token came back that had been exchanged before: somebody has a copy. The session is ended.",
            RefreshTokenReused.class);

    Event<ImpersonationStarted> IMPERSONATION_STARTED = AuthOperations.AUTH.event(
            "impersonation.started", "An admin acts as somebody.", ImpersonationStarted.class);

    Event<PasswordResetRequested> PASSWORD_RESET_REQUESTED = AuthOperations.AUTH.event(
            "password.reset.requested",
            "Somebody has forgotten a password, and says whose.",
            PasswordResetRequested.class);

    Event<PasswordChanged> PASSWORD_CHANGED =
            AuthOperations.AUTH.event("password.changed", "An account has another password.", PasswordChanged.class);

    Event<PendingCredentialExpired> PENDING_CREDENTIAL_EXPIRED = AuthOperations.AUTH.event(
            "pending.credential.expired",
            "A password was kept an hour ago, and its account may never have come to be.",
            PendingCredentialExpired.class);

    /** Who. */
    record EmailVerificationRequested(UUID id) {}

    /** Who, and in which session. */
    record NewDeviceSignIn(UUID id, UUID session) {}

    /** Whose, and how it is now. */
    record MfaChanged(UUID id, boolean enabled) {}

    /** Whose; the id is nobody's when there is no such account. */
    record PasswordResetRequested(UUID id) {}

    /** Whose. */
    record PasswordChanged(UUID id) {}

    /** Whose it would be. */
    record PendingCredentialExpired(UUID id) {}

    /** Whose session it was. */
    record RefreshTokenReused(UUID id, UUID session) {}

    /** Who, by whom, and in which session. */
    record ImpersonationStarted(UUID id, UUID admin, UUID session) {}
}
