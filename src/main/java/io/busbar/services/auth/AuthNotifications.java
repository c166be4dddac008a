package io.busbar.services.auth;

import static io.busbar.bus.notifications.Severity.ERROR;
import static io.busbar.bus.notifications.Severity.WARNING;
import static io.busbar.services.auth.AuthOperations.AUTH;

import io.busbar.bus.notifications.NotificationType;
import io.busbar.services.auth.AuthEvents.MfaChanged;
import io.busbar.services.auth.AuthEvents.NewDeviceSignIn;
import io.busbar.services.auth.AuthEvents.PasswordChanged;
import io.busbar.services.auth.AuthEvents.RefreshTokenReused;

/**
 * Notifications about the security of an account. Users can't turn them off. The auth service sends the emails about the same events
 * itself, because it knows the previous address of an account.
 */
public interface AuthNotifications {
    NotificationType<NewDeviceSignIn> NEW_DEVICE_SIGN_IN = AUTH.notification(
                    "account.new_device_sign_in", AuthEvents.NEW_DEVICE_SIGN_IN)
            .to("owner", NewDeviceSignIn::id)
            .timeOfEvent("at")
            .severity(WARNING)
            .message(
                    "New sign-in",
                    "A new device signed in to your account on {at}. If this was not you, reset your password.");

    NotificationType<PasswordChanged> PASSWORD_CHANGED = AUTH.notification(
                    "account.password_changed", AuthEvents.PASSWORD_CHANGED)
            .to("owner", PasswordChanged::id)
            .timeOfEvent("at")
            .severity(WARNING)
            .message(
                    "Password changed", "Your password was changed on {at}. If this was not you, reset your password.");

    NotificationType<MfaChanged> MFA_ENABLED = AUTH.notification("account.mfa_enabled", AuthEvents.MFA_CHANGED)
            .when("turned on", MfaChanged::enabled)
            .to("owner", MfaChanged::id)
            .timeOfEvent("at")
            .message(
                    "Two-factor authentication enabled",
                    "Two-factor authentication was enabled for your account on {at}.");

    NotificationType<MfaChanged> MFA_DISABLED = AUTH.notification("account.mfa_disabled", AuthEvents.MFA_CHANGED)
            .when("turned off", change -> !change.enabled())
            .to("owner", MfaChanged::id)
            .timeOfEvent("at")
            .severity(WARNING)
            .message(
                    "Two-factor authentication disabled",
                    "Two-factor authentication was disabled for your account on {at}. If this was not you, reset your password.");

    NotificationType<RefreshTokenReused> TOKEN_REUSED = AUTH.notification(
                    "account.token_reused", AuthEvents.REFRESH_TOKEN_REUSED)
            .to("owner", RefreshTokenReused::id)
            .timeOfEvent("at")
            .severity(ERROR)
            .message(
                    "Session ended for your security",
                    "One of your sessions may have been copied. It was ended on {at}.");
}
