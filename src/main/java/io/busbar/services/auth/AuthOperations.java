package io.busbar.services.auth;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.INVALID_CREDENTIALS;
import static io.busbar.bus.FailureCode.TOO_MANY_ATTEMPTS;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.bus.Role;
import io.busbar.services.users.AccountOperations;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the auth service answers about accounts and passwords. */
public interface AuthOperations {
    Contract AUTH = Contract.of(
            "auth",
            "Who somebody is: registering, signing in, sessions, passwords and second factors.",
            SessionOperations.class,
            MfaOperations.class,
            AuthEvents.class);

    /** Hashing may have to wait its turn. */
    Duration HASHING_TIMEOUT = Duration.ofSeconds(10);

    Operation<RegisterAccount, RegistrationAccepted> REGISTER = AUTH.post("register", "/auth/register")
            .summary("Register")
            .description(
                    "The account can be used once its e-mail address is confirmed: a letter with a link goes there. A taken username"
                            + " is a conflict. A taken address or phone is answered like a new one, and its owner gets a letter instead.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .timeout(HASHING_TIMEOUT)
            .fails(CONFLICT)
            .takes(RegisterAccount.class)
            .creates(RegistrationAccepted.class);

    Operation<VerifyEmail, StatusMessage> VERIFY_EMAIL = AUTH.post(
                    "verifyEmail", "/auth/verify-email", "/_/users/verify-email")
            .summary("Confirm an e-mail address")
            .description(
                    "With the token of the letter, which holds for 15 minutes; until then the same once more is answered the same. A"
                            + " conflict when somebody else has confirmed the address meanwhile.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .idempotent()
            .fails(CONFLICT)
            .takes(VerifyEmail.class)
            .returns(StatusMessage.class);

    Operation<ResendVerification, StatusMessage> RESEND_VERIFICATION = AUTH.post(
                    "resendVerification", "/auth/verify-email/resend")
            .summary("Ask for the confirmation letter again")
            .description(
                    "Answered the same whether or not somebody waits to confirm the address. One letter a minute at most.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .idempotent()
            .takes(ResendVerification.class)
            .returns(StatusMessage.class);

    Operation<ForgotPassword, StatusMessage> FORGOT_PASSWORD = AUTH.post("forgotPassword", "/auth/forgot-password")
            .summary("Ask for a link to reset the password")
            .description(
                    "Answered the same whether or not there is such an account. One letter a minute and five an hour at most.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .idempotent()
            .takes(ForgotPassword.class)
            .returns(StatusMessage.class);

    Operation<ResetPassword, StatusMessage> RESET_PASSWORD = AUTH.post("resetPassword", "/auth/reset-password")
            .summary("Set a new password with the token of the letter")
            .description(
                    "The token holds for 30 minutes and once. All sessions of the account end; nobody is signed in by it.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .timeout(HASHING_TIMEOUT)
            .takes(ResetPassword.class)
            .returns(StatusMessage.class);

    Operation<ChangePassword, StatusMessage> CHANGE_PASSWORD = AUTH.post("changePassword", "/auth/change-password")
            .summary("Change the password")
            .description("All other sessions end.")
            .allow(noImpersonation())
            .tier(RateTier.AUTH)
            .timeout(HASHING_TIMEOUT)
            .fails(INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS)
            .takes(ChangePassword.class)
            .returns(StatusMessage.class);

    /** Makes an admin, unless the address has an account: that one stays as it is. */
    Operation<CreateAdmin, AdminCreated> CREATE_ADMIN = AUTH.internal("createAdmin")
            .summary("Make an admin")
            .idempotent()
            .timeout(Duration.ofSeconds(15))
            .takes(CreateAdmin.class)
            .returns(AdminCreated.class);

    /** As what one can register. */
    enum RegistrationRole {
        CUSTOMER(Role.CUSTOMER),
        PROFESSIONAL(Role.PROFESSIONAL);

        private final Role role;

        RegistrationRole(Role role) {
            this.role = role;
        }

        /** The role that the account gets. */
        public Role role() {
            return role;
        }

        /** The name on the wire. */
        @JsonValue
        public String wireName() {
            return role.wireName();
        }

        /** Reads the name on the wire; anything but the two is an {@link IllegalArgumentException}. */
        @JsonCreator
        public static RegistrationRole of(String wireName) {
            return switch (wireName) {
                case "customer" -> CUSTOMER;
                case "professional" -> PROFESSIONAL;
                default -> throw new IllegalArgumentException("nobody registers as that");
            };
        }
    }

    /** Who wants an account. */
    record RegisterAccount(
            @Nullable @Size(min = 1, max = 100) @Doc(value = "As they write it.", example = "Maria Schmidt")
            String fullName,

            @Nullable @Size(min = 1, max = 50) @Doc("Instead of `fullName`, together with `lastName`.")
            String firstName,

            @Nullable @Size(min = 1, max = 49) @Doc("Instead of `fullName`, together with `firstName`.")
            String lastName,

            @Nullable
            @Pattern(regexp = AccountOperations.USERNAME_PATTERN, message = AccountOperations.USERNAME_MESSAGE)
            @Doc(value = "Unique; made from the name or the address if it is missing.", example = "maria.s")
            String username,

            @NotNull @Email @Size(max = 254) @Doc(value = "Where letters go.", example = "maria@example.com")
            String email,

            @Nullable
            @Size(max = 30)
            @Pattern(
                    regexp = "^ *(\\+|00)[0-9 ./()-]+$",
                    message = "must be a phone number and begin with the country code, as +4915123456789")
            @Doc(value = "With country code.", example = "+49 151 23456789")
            String phone,

            @NotNull
            @Size(min = 8, max = 128)
            @Doc(value = "Any characters; not one of those that are guessed first.", example = "plenty-of-taps-drip")
            String password,

            @Nullable @Doc(value = "A customer unless given.", example = "professional")
            RegistrationRole role) {
        @Override
        public String toString() {
            return "RegisterAccount";
        }
    }

    /** That the letter is on its way. */
    record RegistrationAccepted(
            @NotNull @Doc(value = "For people.", example = "User registered successfully")
            String msg,

            @NotNull @Doc(value = "Of the account to be.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id) {}

    /** What the link in the letter holds. */
    record VerifyEmail(
            @NotBlank @Size(max = 200) @Doc("Of the link in the letter.")
            String token) {
        @Override
        public String toString() {
            return "VerifyEmail";
        }
    }

    /** Where the letter should have gone. */
    record ResendVerification(
            @NotNull @Email @Size(max = 254) @Doc(value = "The address.", example = "maria@example.com")
            String email) {}

    /** Who has forgotten it; one of the two. */
    record ForgotPassword(
            @Nullable @Size(min = 1, max = 254) @Doc(value = "The account's address.", example = "maria@example.com")
            String email,

            @Nullable @Size(min = 1, max = 254) @Doc("Address, username or phone.")
            String identifier) {}

    /** The token and what shall be the password. */
    record ResetPassword(
            @NotBlank @Size(max = 200) @Doc("Of the link in the letter.")
            String token,

            @Nullable @Size(min = 8, max = 128) @Doc(value = "The new one.", example = "taps-drip-plenty-of")
            String password,

            @Nullable @Size(min = 8, max = 128) @Doc("Another name for `password`.")
            String newPassword) {
        @Override
        public String toString() {
            return "ResetPassword";
        }
    }

    /** The password that is, and the one to be. */
    record ChangePassword(
            @NotNull @Size(max = 128) @Doc("The one that is.")
            String currentPassword,

            @NotNull @Size(min = 8, max = 128) @Doc(value = "The one to be.", example = "taps-drip-plenty-of")
            String newPassword) {
        @Override
        public String toString() {
            return "ChangePassword";
        }
    }

    /** An answer in words. */
    record StatusMessage(
            @NotNull @Doc(value = "For people.", example = "Done")
            String msg) {}

    /** Who is to be one. */
    record CreateAdmin(
            @NotNull @Email @Size(max = 254) String email,
            @NotNull @Size(max = 128) String password) {
        @Override
        public String toString() {
            return "CreateAdmin";
        }
    }

    /**
     * What became of it.
     *
     * @param created  whether the account was made now
     * @param admin whether it is an admin's
     */
    record AdminCreated(
            @NotNull UUID id,
            @NotNull Boolean created,
            @NotNull Boolean admin) {}
}
