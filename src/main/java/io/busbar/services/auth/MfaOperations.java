package io.busbar.services.auth;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.FailureCode.ACCOUNT_SUSPENDED;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.INVALID_CREDENTIALS;
import static io.busbar.bus.FailureCode.REAUTHENTICATION_REQUIRED;
import static io.busbar.bus.FailureCode.TOO_MANY_ATTEMPTS;
import static io.busbar.services.auth.AuthOperations.AUTH;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.SessionOperations.LoginResult;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of the auth service for two-factor authentication (MFA). Changes require that the user has authenticated within the last
 * five minutes, with the second factor if MFA is on.
 */
public interface MfaOperations {
    Operation<Empty, MfaStatus> GET_MFA_STATUS = AUTH.get("getMfaStatus", "/auth/2fa")
            .summary("Get the status of two-factor authentication")
            .allow(noImpersonation())
            .returns(MfaStatus.class);

    Operation<Empty, MfaSetup> SET_UP_MFA = AUTH.post("setUpMfa", "/auth/2fa/setup")
            .summary("Set up an authenticator app")
            .description(
                    "Returns a secret for an authenticator app. Two-factor authentication is turned on when the app's first code is sent"
                            + " to `/auth/2fa/enable` within 15 minutes. Requires recent authentication.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, CONFLICT)
            .returns(MfaSetup.class);

    Operation<EnableMfa, RecoveryCodes> ENABLE_MFA = AUTH.post("enableMfa", "/auth/2fa/enable")
            .summary("Turn on two-factor authentication")
            .description("Returns the recovery codes, which are shown only once. Requires recent authentication.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, CONFLICT)
            .tier(RateTier.AUTH)
            .takes(EnableMfa.class)
            .returns(RecoveryCodes.class);

    Operation<Empty, MfaDisabled> DISABLE_MFA = AUTH.post("disableMfa", "/auth/2fa/disable")
            .summary("Turn off two-factor authentication")
            .description("Requires recent authentication with the second factor.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, CONFLICT)
            .returns(MfaDisabled.class);

    Operation<Empty, RecoveryCodes> REGENERATE_RECOVERY_CODES = AUTH.post(
                    "regenerateRecoveryCodes", "/auth/2fa/recovery-codes")
            .summary("Regenerate the recovery codes")
            .description("Replaces all recovery codes. Requires recent authentication with the second factor.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, CONFLICT)
            .returns(RecoveryCodes.class);

    Operation<VerifyMfa, SessionChange<LoginResult>> VERIFY_MFA = AUTH.post("verifyMfa", "/auth/2fa/verify")
            .summary("Complete a sign-in with a code")
            .description("Answers the challenge of a sign-in, which is valid for five minutes and five attempts.")
            .allow(anyone())
            .fails(INVALID_CREDENTIALS, ACCOUNT_SUSPENDED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(VerifyMfa.class)
            .changesSession(LoginResult.class);

    Operation<Reauthenticate, Reauthenticated> REAUTHENTICATE = AUTH.post("reauthenticate", "/auth/reauthenticate")
            .summary("Reauthenticate")
            .description(
                    "Confirms the user's identity with the password, or with a code if two-factor authentication is on. Permits"
                            + " sensitive changes in this session for five minutes.")
            .allow(noImpersonation())
            .fails(INVALID_CREDENTIALS, REAUTHENTICATION_REQUIRED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(Reauthenticate.class)
            .returns(Reauthenticated.class);

    record MfaStatus(
            @Doc(value = "Whether two-factor authentication is on.", example = "true")
            Boolean enabled,

            @Nullable
            @Doc(value = "The time when two-factor authentication was turned on.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime enabledAt,

            @Doc(value = "The number of unused recovery codes.", example = "10")
            Integer recoveryCodesLeft) {}

    /** The secret for an authenticator app. */
    record MfaSetup(
            @Doc(
                    value = "The secret in Base32, to be typed into the app.",
                    example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
            String secret,

            @Doc("The secret as an `otpauth` URI, to be shown as a QR code.")
            String otpauthUri) {
        @Override
        public String toString() {
            return "MfaSetup";
        }
    }

    /** A request to turn on two-factor authentication. */
    record EnableMfa(
            @Size(min = 1, max = 20) @Doc(value = "The six-digit code from the app.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "EnableMfa";
        }
    }

    /** Recovery codes. Each can be used once instead of a code from the app. */
    record RecoveryCodes(
            @Doc(value = "A message for the user.", example = "Two-factor authentication is on")
            String msg,

            @Doc("Ten recovery codes. Only their hashes are stored, so they cannot be retrieved again.")
            List<String> recoveryCodes) {
        public RecoveryCodes {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        @Override
        public String toString() {
            return "RecoveryCodes";
        }
    }

    /** The response to turning off two-factor authentication. */
    record MfaDisabled(
            @Doc(value = "A message for the user.", example = "Two-factor authentication is off")
            String msg) {}

    /** An answer to a challenge. */
    record VerifyMfa(
            @Size(min = 1, max = 200) @Doc("The challenge from the sign-in.")
            String challenge,

            @Size(min = 1, max = 20)
            @Doc(value = "The six-digit code from the app, or a recovery code.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "VerifyMfa";
        }
    }

    /** A reauthentication. Exactly one of password and code is set. */
    record Reauthenticate(
            @Nullable @Size(min = 1, max = 128) @Doc("The password, if two-factor authentication is off.")
            String password,

            @Nullable
            @Size(min = 1, max = 20)
            @Doc(value = "The six-digit code from the app, or a recovery code.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "Reauthenticate";
        }
    }

    record Reauthenticated(
            @Doc(value = "A message for the user.", example = "Identity confirmed")
            String msg,

            @Doc(value = "How long the reauthentication is valid, in seconds.", example = "300")
            Integer expiresIn) {}
}
