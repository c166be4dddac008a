package io.busbar.services.auth.email;

import io.busbar.services.auth.SessionOperations.Session;
import io.busbar.services.auth.token.OneTimeTokens;
import io.busbar.services.auth.token.OneTimeTokens.Purpose;
import io.busbar.services.mail.MailOperations.CallToAction;
import io.busbar.services.mail.MailOperations.Email;
import io.busbar.services.users.AccountOperations.Account;
import io.busbar.services.users.UsersOperations.User;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The emails of the auth service. An email's ID is derived from the event that causes it, so every delivery attempt sends the same email.
 */
public final class AccountEmailTemplates {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String NOT_YOU_HINT = "If this wasn't you, reset your password and review your sessions.";

    private final OneTimeTokens tokens;
    private final String clientUrl;

    public AccountEmailTemplates(OneTimeTokens tokens, String clientUrl) {
        this.tokens = tokens;
        this.clientUrl = clientUrl;
    }

    Email verify(UUID eventId, Account account) {
        return toUnverifiedAddress(
                eventId,
                account,
                account.email(),
                "Confirm your email address",
                List.of(
                        "Thanks for signing up. To activate your account, please confirm that this email address is yours."),
                new CallToAction("Confirm email address", verifyLink(Purpose.VERIFY_EMAIL, eventId)),
                "This link expires in " + minutes(Purpose.VERIFY_EMAIL)
                        + ". If you didn't sign up, you can ignore this email: the account will be deleted after a day.");
    }

    Email alreadyRegistered(UUID eventId, Account owner) {
        return email(
                eventId,
                owner,
                owner.email(),
                "You already have an account",
                List.of(
                        "Someone tried to sign up with this email address. It already belongs to your account "
                                + owner.user().username() + ", so no new account was created.",
                        "If this was you, sign in, or reset your password if you have forgotten it."),
                new CallToAction("Sign in", clientUrl + "/login"),
                "If this wasn't you, you don't need to do anything.");
    }

    Email changeEmail(UUID eventId, Account account, String newEmail) {
        return toUnverifiedAddress(
                eventId,
                account,
                newEmail,
                "Confirm your new email address",
                List.of(
                        "We received a request to use this email address for an account. Please confirm that it is yours."),
                new CallToAction("Confirm email address", verifyLink(Purpose.CHANGE_EMAIL, eventId)),
                "This link expires in " + minutes(Purpose.CHANGE_EMAIL)
                        + ". If you didn't request this, you can ignore this email.");
    }

    Email emailChanged(UUID eventId, Account account, String previousEmail) {
        return email(
                eventId,
                account,
                previousEmail,
                "Your email address was changed",
                List.of(
                        "The email address of your account " + account.user().username()
                                + " was changed. We will no longer send emails to this address.",
                        "If this wasn't you, contact us right away: someone may have access to your account."),
                null,
                null);
    }

    Email resetPassword(UUID eventId, Account account) {
        return email(
                eventId,
                account,
                account.email(),
                "Reset your password",
                List.of("We received a request to reset the password of your account "
                        + account.user().username() + "."),
                new CallToAction(
                        "Choose a new password",
                        clientUrl + "/reset-password?token=" + tokens.encode(Purpose.RESET_PASSWORD, eventId)),
                "This link expires in " + minutes(Purpose.RESET_PASSWORD)
                        + " and can be used once. If you didn't request this, you can ignore this email: your password stays the"
                        + " same.");
    }

    Email passwordChanged(UUID eventId, Account account, Instant at) {
        return securityNotice(
                eventId,
                account,
                "Your password was changed",
                "Your password was changed on " + TIME.format(at) + ". Your other devices were signed out.");
    }

    Email newDeviceSignIn(UUID eventId, Account account, Session session) {
        String address = session.ip() == null ? "" : " (IP address " + session.ip() + ")";
        return securityNotice(
                eventId,
                account,
                "New sign-in to your account",
                "A new device signed in to your account on " + TIME.format(session.createdAt()) + ": "
                        + session.device() + address + ".");
    }

    Email refreshTokenReused(UUID eventId, Account account, Instant at) {
        return securityNotice(
                eventId,
                account,
                "We ended one of your sessions",
                "On " + TIME.format(at)
                        + " a sign-in token of your account was used a second time. Someone may have copied it, so we ended the"
                        + " session. Sign in again where you need to.");
    }

    Email mfaChanged(UUID eventId, Account account, Instant at, boolean enabled) {
        return securityNotice(
                eventId,
                account,
                enabled ? "Two-factor authentication is on" : "Two-factor authentication is off",
                enabled
                        ? "Two-factor authentication was turned on for your account on " + TIME.format(at) + "."
                        : "Two-factor authentication was turned off for your account on " + TIME.format(at)
                                + ". Your password is now enough to sign in.");
    }

    Email deletionScheduled(UUID eventId, Account account, Instant eraseAt) {
        return email(
                eventId,
                account,
                account.email(),
                "Your account will be deleted",
                List.of(
                        "Your account " + account.user().username()
                                + " is scheduled for deletion and is no longer visible to other users.",
                        "On " + TIME.format(eraseAt) + " it will be erased with all of its data.",
                        "If you change your mind, sign in before then to keep your account."),
                new CallToAction("Sign in", clientUrl + "/login"),
                null);
    }

    private Email securityNotice(UUID eventId, Account account, String subject, String text) {
        return email(
                eventId,
                account,
                account.email(),
                subject,
                List.of(text, NOT_YOU_HINT),
                new CallToAction("Reset password", clientUrl + "/forgot-password"),
                null);
    }

    private String verifyLink(Purpose purpose, UUID eventId) {
        return clientUrl + "/verify-email?token=" + tokens.encode(purpose, eventId);
    }

    private static String minutes(Purpose purpose) {
        return purpose.lifetime().toMinutes() + " minutes";
    }

    /**
     * Builds an email to an address that may belong to a stranger. It contains no text of the user's choice, which could be abused for
     * spam.
     */
    private static Email toUnverifiedAddress(
            UUID eventId,
            Account account,
            String to,
            String subject,
            List<String> paragraphs,
            CallToAction callToAction,
            String footnote) {
        return new Email("auth/" + eventId, to, null, subject, paragraphs, callToAction, footnote, account.id());
    }

    private static Email email(
            UUID eventId,
            Account account,
            String to,
            String subject,
            List<String> paragraphs,
            @Nullable CallToAction callToAction,
            @Nullable String footnote) {
        User user = account.user();
        return new Email(
                "auth/" + eventId,
                to,
                user.fullName() == null ? user.username() : user.fullName(),
                subject,
                paragraphs,
                callToAction,
                footnote,
                account.id());
    }
}
