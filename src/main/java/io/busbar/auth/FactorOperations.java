package io.busbar.auth;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.inPerson;
import static io.busbar.bus.FailureCode.ACCOUNT_SUSPENDED;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.FORBIDDEN;
import static io.busbar.bus.FailureCode.INVALID_CREDENTIALS;
import static io.busbar.bus.FailureCode.PROOF_REQUIRED;
import static io.busbar.bus.FailureCode.TOO_MANY_ATTEMPTS;

import io.busbar.auth.SessionOperations.SignedIn;
import io.busbar.bus.Doc;
import io.busbar.bus.Nothing;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.SessionChange;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the auth service answers about second factors. Whoever changes them has proved within the last five minutes that it is them, with
 * the second factor if there is one.
 */
public interface FactorOperations {
    Operation<Nothing, Factors> STATUS = AuthOperations.AUTH
            .get("factors", "/auth/2fa")
            .summary("One's second factor")
            .allow(inPerson())
            .answers(Factors.class);

    Operation<Nothing, Setup> SETUP = AuthOperations.AUTH
            .post("setUpFactor", "/auth/2fa/setup")
            .summary("Begin with an authenticator app")
            .description(
                    "Nothing changes until `/auth/2fa/enable` gets a first code of it, within 15 minutes. Needs a proof.")
            .allow(inPerson())
            .fails(PROOF_REQUIRED, CONFLICT)
            .answers(Setup.class);

    Operation<Enable, RecoveryCodes> ENABLE = AuthOperations.AUTH
            .post("enableFactor", "/auth/2fa/enable")
            .summary("Turn the second factor on")
            .description("The recovery codes are shown this once. Needs a proof.")
            .allow(inPerson())
            .fails(PROOF_REQUIRED, INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, CONFLICT)
            .tier(RateTier.AUTH)
            .takes(Enable.class)
            .answers(RecoveryCodes.class);

    Operation<Nothing, Disabled> DISABLE = AuthOperations.AUTH
            .post("disableFactor", "/auth/2fa/disable")
            .summary("Turn the second factor off")
            .description("Needs a proof with the second factor.")
            .allow(inPerson())
            .fails(PROOF_REQUIRED, CONFLICT)
            .answers(Disabled.class);

    Operation<Nothing, RecoveryCodes> RENEW_CODES = AuthOperations.AUTH
            .post("renewRecoveryCodes", "/auth/2fa/recovery-codes")
            .summary("Get new recovery codes")
            .description("The old ones are void. Needs a proof with the second factor.")
            .allow(inPerson())
            .fails(PROOF_REQUIRED, CONFLICT)
            .answers(RecoveryCodes.class);

    Operation<Verify, SessionChange<SignedIn>> VERIFY = AuthOperations.AUTH
            .post("verifyFactor", "/auth/2fa/verify")
            .summary("Sign in with the second factor")
            .description("Answers the challenge of a sign-in, within five minutes and five tries.")
            .allow(anyone())
            .fails(INVALID_CREDENTIALS, ACCOUNT_SUSPENDED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(Verify.class)
            .changesSession(SignedIn.class);

    Operation<Prove, Proved> PROVE = AuthOperations.AUTH
            .post("prove", "/auth/prove")
            .summary("Prove once more that it is you")
            .description(
                    "With the password, or with a code if there is a second factor. Counts for five minutes, in this session.")
            .allow(inPerson())
            .fails(INVALID_CREDENTIALS, PROOF_REQUIRED, TOO_MANY_ATTEMPTS)
            .tier(RateTier.AUTH)
            .takes(Prove.class)
            .answers(Proved.class);

    /** For what another service guards in the same way: fails unless the caller is there in person, and has proved so lately. */
    Operation<Nothing, Nothing> REQUIRE_PROOF = AuthOperations.AUTH
            .internal("requireProof")
            .summary("Refuse who has not proved lately that it is them")
            .fails(PROOF_REQUIRED, FORBIDDEN)
            .idempotent()
            .answersNothing();

    /** The second factor of an account. */
    record Factors(
            @NotNull @Doc(value = "Whether signing in takes one.", example = "true")
            Boolean enabled,

            @Nullable @Doc(value = "Since when.", example = "2026-11-20T09:30:00Z")
            OffsetDateTime enabledAt,

            @NotNull @Doc(value = "Recovery codes that are not used yet.", example = "10")
            Integer recoveryCodesLeft) {}

    /** What an authenticator app needs to know. */
    record Setup(
            @NotNull @Doc(value = "To be typed in: Base32.", example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
            String secret,

            @NotNull @Doc("The same as an address, to be shown as a QR code.")
            String otpauthUri) {
        @Override
        public String toString() {
            return "Setup";
        }
    }

    /** The first code of the app. */
    record Enable(
            @NotNull @Size(min = 1, max = 20) @Doc(value = "Six digits.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "Enable";
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
    record Disabled(
            @NotNull @Doc(value = "For people.", example = "Two-factor authentication is off")
            String msg) {}

    /** The answer to a challenge. */
    record Verify(
            @NotNull @Size(min = 1, max = 200) @Doc("From the sign-in.")
            String challenge,

            @NotNull
            @Size(min = 1, max = 20)
            @Doc(value = "Six digits of the app, or a recovery code.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "Verify";
        }
    }

    /** One of the two. */
    record Prove(
            @Nullable @Size(min = 1, max = 128) @Doc("The password, where there is no second factor.")
            String password,

            @Nullable
            @Size(min = 1, max = 20)
            @Doc(value = "Six digits of the app, or a recovery code.", example = "123456")
            String code) {
        @Override
        public String toString() {
            return "Prove";
        }
    }

    /** That it counts. */
    record Proved(
            @NotNull @Doc(value = "For people.", example = "Proved")
            String msg,

            @NotNull @Doc(value = "Seconds that it counts.", example = "300")
            Integer expiresIn) {}
}
