package io.busbar.services.auth;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.FailureCode.ACCOUNT_SUSPENDED;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.INVALID_CREDENTIALS;
import static io.busbar.bus.FailureCode.REAUTHENTICATION_REQUIRED;
import static io.busbar.bus.FailureCode.TOO_MANY_ATTEMPTS;

import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.response.SessionChange;
import io.busbar.services.auth.SessionOperations.LoginResult;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the auth service answers about second factors. Whoever changes them has proved within the last five minutes that it is them, with
 * the second factor if there is one.
 */
public interface MfaOperations {
    Operation<Empty, MfaStatus> GET_MFA_STATUS = AuthOperations.AUTH
            .get("getMfaStatus", "/auth/2fa")
            .summary("One's second factor")
            .allow(noImpersonation())
            .returns(MfaStatus.class);

    Operation<Empty, MfaSetup> SET_UP_MFA = AuthOperations.AUTH
            .post("setUpMfa", "/auth/2fa/setup")
            .summary("Begin with an authenticator app")
            .description(
                    "Nothing changes until `/auth/2fa/enable` gets a first code of it, within 15 minutes. Needs a proof.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, CONFLICT)
            .returns(MfaSetup.class);

    Operation<EnableMfa, RecoveryCodes> ENABLE_MFA = AuthOperations.AUTH
            .post("enableMfa", "/auth/2fa/enable")
            .summary("Turn the second factor on")
            .description("The recovery codes are shown this once. Needs a proof.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, CONFLICT)
            .tier(RateTier.AUTH)
            .takes(EnableMfa.class)
            .returns(RecoveryCodes.class);

    Operation<Empty, MfaDisabled> DISABLE_MFA = AuthOperations.AUTH
            .post("disableMfa", "/auth/2fa/disable")
            .summary("Turn the second factor off")
            .description("Needs a proof with the second factor.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, CONFLICT)
            .returns(MfaDisabled.class);

    Operation<Empty, RecoveryCodes> REGENERATE_RECOVERY_CODES = AuthOperations.AUTH
            .post("regenerateRecoveryCodes", "/auth/2fa/recovery-codes")
            .summary("Get new recovery codes")
            .description("The old ones are void. Needs a proof with the second factor.")
            .allow(noImpersonation())
            .fails(REAUTHENTICATION_REQUIRED, CONFLICT)
            .returns(RecoveryCodes.class);

    Operation<VerifyMfa, SessionChange<LoginResult>> VERIFY_MFA = AuthOperations.AUTH
            .post("verifyMfa", "/auth/2fa/verify")
            .summary("Sign in with the second factor")
            .description("Answers the challenge of a sign-in, within five minutes and five tries.")
            .allow(anyone())
            .fails(INVALID_CREDENTIALS, ACCOUNT_SUSPENDED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(VerifyMfa.class)
            .changesSession(LoginResult.class);

    Operation<Reauthenticate, Reauthenticated> REAUTHENTICATE = AuthOperations.AUTH
            .post("reauthenticate", "/auth/reauthenticate")
            .summary("Prove once more that it is you")
            .description(
                    "With the password, or with a code if there is a second factor. Counts for five minutes, in this session.")
            .allow(noImpersonation())
            .fails(INVALID_CREDENTIALS, REAUTHENTICATION_REQUIRED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(Reauthenticate.class)
            .returns(Reauthenticated.class);

    /** For what another service guards in the same way: fails unless the caller is there in person, and has proved so lately. */
    Operation<Empty, Empty> REQUIRE_REAUTHENTICATION = AuthOperations.AUTH
            .internal("requireReauthentication")
            .summary("Refuse who has not proved lately that it is them")
            .fails(REAUTHENTICATION_REQUIRED, FORBIDDEN)
            .idempotent()
            .returnsEmpty();

    /** The second factor of an account. */
    record MfaStatus(
            @NotNull @Doc(value = "Whether signing in takes one.", example = "true")
            Boolean enabled,

            @Nullable @Doc(value = "Since when.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime enabledAt,

            @NotNull @Doc(value = "Recovery codes that are not used yet.", example = "10")
            Integer recoveryCodesLeft) {}

    /** What an authenticator app needs to know. */
    record MfaSetup(
            @NotNull @Doc(value = "To be typed in: Base32.", example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
            String secret,

            @NotNull @Doc("The same as an address, to be shown as a QR code.")
            String otpauthUri) {
        @Override
        public String toString() {
            return "MfaSetup";
        }
    }

    /** The first code of the app. */
    record EnableMfa(
            @NotNull @Size(min = 1, max = 20) @Doc(value = "Six digits.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "EnableMfa";
        }
    }

    /** What opens the account without the app, once each. */
    record RecoveryCodes(
            @NotNull @Doc(value = "For people.", example = "Two-factor authentication is on")
            String msg,

            @NotNull @Doc("Ten; kept as hashes only, so not to be had again.")
            List<String> recoveryCodes) {
        public RecoveryCodes {
            recoveryCodes = List.copyOf(recoveryCodes);
        }

        @Override
        public String toString() {
            return "RecoveryCodes";
        }
    }

    /** That it is off. */
    record MfaDisabled(
            @NotNull @Doc(value = "For people.", example = "Two-factor authentication is off")
            String msg) {}

    /** The answer to a challenge. */
    record VerifyMfa(
            @NotNull @Size(min = 1, max = 200) @Doc("From the sign-in.")
            String challenge,

            @NotNull
            @Size(min = 1, max = 20)
            @Doc(value = "Six digits of the app, or a recovery code.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "VerifyMfa";
        }
    }

    /** One of the two. */
    record Reauthenticate(
            @Nullable @Size(min = 1, max = 128) @Doc("The password, where there is no second factor.")
            String password,

            @Nullable
            @Size(min = 1, max = 20)
            @Doc(value = "Six digits of the app, or a recovery code.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "Reauthenticate";
        }
    }

    /** That it counts. */
    record Reauthenticated(
            @NotNull @Doc(value = "For people.", example = "Proved")
            String msg,

            @NotNull @Doc(value = "Seconds that it counts.", example = "300")
            Integer expiresIn) {}
}
