package io.busbar.services.auth;

import static io.busbar.services.auth.AuthOperations.AUTH;

import io.busbar.bus.Event;
import java.util.UUID;

/** The events of the auth service, keyed by account ID. They carry IDs only, because events outlive the erasure of personal data. */
public interface AuthEvents {
    Event<NewDeviceSignIn> NEW_DEVICE_SIGN_IN = AUTH.event(
            "new.device.sign.in",
            "A user signed in from an unknown device and network. Not published for the first sign-in.",
            NewDeviceSignIn.class);

    Event<MfaChanged> MFA_CHANGED =
            AUTH.event("mfa.changed", "Two-factor authentication was turned on or off.", MfaChanged.class);

    Event<RefreshTokenReused> REFRESH_TOKEN_REUSED = AUTH.event(
            "refresh.token.reused",
            "A refresh token was reused, so it may have been stolen. The session has been ended.",
            RefreshTokenReused.class);

    Event<ImpersonationStarted> IMPERSONATION_STARTED =
            AUTH.event("impersonation.started", "An admin started to impersonate a user.", ImpersonationStarted.class);

    Event<PasswordChanged> PASSWORD_CHANGED =
            AUTH.event("password.changed", "The password of an account was changed.", PasswordChanged.class);

    record NewDeviceSignIn(UUID id, UUID session) {}

    record MfaChanged(UUID id, boolean enabled) {}

    record PasswordChanged(UUID id) {}

    record RefreshTokenReused(UUID id, UUID session) {}

    record ImpersonationStarted(UUID id, UUID admin, UUID session) {}
}
