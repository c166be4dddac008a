package io.busbar.services.auth;

import static io.busbar.bus.Access.anyone;
import static io.busbar.bus.Access.noImpersonation;
import static io.busbar.bus.FailureCode.CONFLICT;
import static io.busbar.bus.FailureCode.INVALID_CREDENTIALS;
import static io.busbar.bus.FailureCode.TOO_MANY_ATTEMPTS;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Line;
import io.busbar.bus.Operation;
import io.busbar.bus.RateTier;
import io.busbar.services.users.AccountOperations;
import io.busbar.services.users.AccountOperations.UserRole;
import io.busbar.services.users.ReauthenticationOperations;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operations of the auth service for accounts and passwords. */
public interface AuthOperations {
    Contract AUTH = Contract.of(
                    "auth",
                    "Registration, sign-in, sessions, passwords and two-factor authentication.",
                    SessionOperations.class,
                    MfaOperations.class,
                    AuthEvents.class,
                    AuthContinuations.class,
                    AuthNotifications.class,
                    AuthSettings.class,
                    AuthPersonalData.class)
            .implementing(ReauthenticationOperations.REAUTHENTICATION)
            .eventsAbout("user");

    /** The timeout of operations that hash a password, which may have to wait in a queue. */
    Duration HASHING_TIMEOUT = Duration.ofSeconds(10);

    Operation<RegisterAccount, RegistrationAccepted> REGISTER = AUTH.post("register", "/auth/register")
            .summary("Register an account")
            .description(
                    "Creates an account and sends a verification link to its email address. The account can be used once the address"
                            + " is verified. Fails with `CONFLICT` if the username is taken. If the email address or phone number"
                            + " is already in use, the response is the same as for a new account, and the owner gets an email.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .timeout(HASHING_TIMEOUT)
            .fails(CONFLICT)
            .takes(RegisterAccount.class)
            .creates(RegistrationAccepted.class);

    Operation<VerifyEmail, StatusMessage> VERIFY_EMAIL = AUTH.post(
                    "verifyEmail", "/auth/verify-email", "/_/users/verify-email")
            .summary("Verify an email address")
            .description(
                    "Verifies an address with the token from the email. The token is valid for 15 minutes; during that time, repeating the"
                            + " request returns the same response. Fails with `CONFLICT` if another account has verified the"
                            + " address in the meantime.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .idempotent()
            .fails(CONFLICT)
            .takes(VerifyEmail.class)
            .returns(StatusMessage.class);

    Operation<ResendVerification, StatusMessage> RESEND_VERIFICATION = AUTH.post(
                    "resendVerification", "/auth/verify-email/resend")
            .summary("Resend the verification email")
            .description(
                    "Returns the same response whether or not the address awaits verification. An address gets at most one email per"
                            + " minute.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .idempotent()
            .takes(ResendVerification.class)
            .returns(StatusMessage.class);

    Operation<ForgotPassword, StatusMessage> FORGOT_PASSWORD = AUTH.post("forgotPassword", "/auth/forgot-password")
            .summary("Request a password reset")
            .description(
                    "Sends a link to reset the password. Returns the same response whether or not the account exists. An address gets"
                            + " at most one email per minute and five per hour.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .idempotent()
            .takes(ForgotPassword.class)
            .returns(StatusMessage.class);

    Operation<ResetPassword, StatusMessage> RESET_PASSWORD = AUTH.post("resetPassword", "/auth/reset-password")
            .summary("Reset the password")
            .description(
                    "Sets a new password with the token from the email. The token is valid for 30 minutes and can be used once. All"
                            + " sessions of the account end, and the user must sign in with the new password.")
            .allow(anyone())
            .tier(RateTier.AUTH)
            .timeout(HASHING_TIMEOUT)
            .takes(ResetPassword.class)
            .returns(StatusMessage.class);

    Operation<ChangePassword, StatusMessage> CHANGE_PASSWORD = AUTH.post("changePassword", "/auth/change-password")
            .summary("Change the password")
            .description("Changes the password of the signed-in user. All other sessions of the user end.")
            .allow(noImpersonation())
            .tier(RateTier.AUTH)
            .timeout(HASHING_TIMEOUT)
            .fails(INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS)
            .takes(ChangePassword.class)
            .returns(StatusMessage.class);

    /** Creates an admin account. An existing account with this address keeps its role and password. */
    Operation<CreateAdmin, AdminCreated> CREATE_ADMIN = AUTH.internal("createAdmin")
            .summary("Create an admin")
            .idempotent()
            .timeout(Duration.ofSeconds(15))
            .takes(CreateAdmin.class)
            .returns(AdminCreated.class);

    /** The roles that people can register with. */
    enum RegistrationRole {
        CUSTOMER(UserRole.CUSTOMER),
        PROFESSIONAL(UserRole.PROFESSIONAL);

        private final UserRole role;

        RegistrationRole(UserRole role) {
            this.role = role;
        }

        public UserRole role() {
            return role;
        }
    }

    record RegisterAccount(
            @Nullable @Line(100) @Doc(value = "The user's full name.", example = "Maria Schmidt")
            String fullName,

            @Nullable @Line(50) @Doc("The user's first name. Combined with `lastName` if there is no `fullName`.")
            String firstName,

            @Nullable @Line(49) @Doc("The user's last name. Combined with `firstName` if there is no `fullName`.")
            String lastName,

            @Nullable
            @Pattern(regexp = AccountOperations.USERNAME_PATTERN, message = AccountOperations.USERNAME_MESSAGE)
            @Doc(value = "A unique username. Generated from the name if omitted.", example = "maria.s")
            String username,

            @Email @Size(max = 254) @Doc(value = "The user's email address.", example = "maria@example.com")
            String email,

            @Nullable
            @Size(max = 30)
            @Pattern(
                    regexp = "^ *(\\+|00)[0-9 ./()-]+$",
                    message = "must be a phone number that begins with the country code, for example +4915123456789")
            @Doc(value = "The user's phone number, with country code.", example = "+49 151 23456789")
            String phone,

            @Size(min = 8, max = 128)
            @Doc(
                    value = "A password of 8 to 128 characters. Common passwords are rejected.",
                    example = "plenty-of-taps-drip")
            String password,

            @Nullable @Doc(value = "The account's role. Defaults to `customer`.", example = "professional")
            RegistrationRole role) {
        @Override
        public String toString() {
            return "RegisterAccount";
        }
    }

    record RegistrationAccepted(
            @Doc(value = "A message for the user.", example = "User registered successfully")
            String msg,

            @Doc(value = "The account's ID.", example = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11")
            UUID id) {}

    record VerifyEmail(
            @NotBlank @Size(max = 200) @Doc("The token from the link in the email.")
            String token) {
        @Override
        public String toString() {
            return "VerifyEmail";
        }
    }

    /** A request for another verification email. */
    record ResendVerification(
            @Email @Size(max = 254) @Doc(value = "The email address to verify.", example = "maria@example.com")
            String email) {}

    /** A request for a password reset, by exactly one of the two fields. */
    record ForgotPassword(
            @Nullable
            @Size(min = 1, max = 254)
            @Doc(value = "The account's email address.", example = "maria@example.com")
            String email,

            @Nullable @Size(min = 1, max = 254) @Doc("The account's email address, username or phone number.")
            String identifier) {}

    /** A new password and the token that permits it. */
    record ResetPassword(
            @NotBlank @Size(max = 200) @Doc("The token from the link in the email.")
            String token,

            @Nullable @Size(min = 8, max = 128) @Doc(value = "The new password.", example = "taps-drip-plenty-of")
            String password,

            @Nullable @Size(min = 8, max = 128) @Doc("An alias of `password`.")
            String newPassword) {
        @Override
        public String toString() {
            return "ResetPassword";
        }
    }

    record ChangePassword(
            @Size(max = 128) @Doc("The current password.") String currentPassword,

            @Size(min = 8, max = 128) @Doc(value = "The new password.", example = "taps-drip-plenty-of")
            String newPassword) {
        @Override
        public String toString() {
            return "ChangePassword";
        }
    }

    /** A response that consists of a message. */
    record StatusMessage(
            @Doc(value = "A message for the user.", example = "Done")
            String msg) {}

    /** The address and password of an admin. */
    record CreateAdmin(
            @Email @Size(max = 254) String email,
            @Size(max = 128) String password) {
        @Override
        public String toString() {
            return "CreateAdmin";
        }
    }

    /**
     * The response to {@link CreateAdmin}.
     *
     * @param created whether this request created the account
     * @param admin   whether the account is an admin account
     */
    record AdminCreated(UUID id, Boolean created, Boolean admin) {}
}
