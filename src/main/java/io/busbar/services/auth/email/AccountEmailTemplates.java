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

/** What auth writes to people. Each letter is named by the occurrence that it is about, so it is the same in every attempt. */
public final class AccountEmailTemplates {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String NOT_YOU_HINT =
            "If this was not you, reset your password and look through your sessions.";

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
                "Confirm your e-mail address",
                List.of(
                        "Somebody, we think you, registered here with this address.",
                        "Confirm that this address is yours, and the account can be used."),
                new CallToAction("Confirm this address", verifyLink(Purpose.VERIFY_EMAIL, eventId)),
                "The link holds for " + minutes(Purpose.VERIFY_EMAIL)
                        + ". If it was not you, do nothing: the account is gone after a day.");
    }

    Email alreadyRegistered(UUID eventId, Account owner) {
        return email(
                eventId,
                owner,
                owner.email(),
                "You have an account already",
                List.of(
                        "Somebody tried to register with this address. It belongs to your account "
                                + owner.user().username() + ", so no other was made.",
                        "If it was you, sign in, or reset your password should you have forgotten it."),
                new CallToAction("Sign in", clientUrl + "/login"),
                "If it was not you, there is nothing to do.");
    }

    Email changeEmail(UUID eventId, Account account, String newEmail) {
        return toUnverifiedAddress(
                eventId,
                account,
                newEmail,
                "Confirm your new e-mail address",
                List.of("Somebody, we think you, wants their account here to be reached at this address."),
                new CallToAction("Confirm this address", verifyLink(Purpose.CHANGE_EMAIL, eventId)),
                "The link holds for " + minutes(Purpose.CHANGE_EMAIL) + ". If it was not you, do nothing.");
    }

    Email emailChanged(UUID eventId, Account account, String previousEmail) {
        return email(
                eventId,
                account,
                previousEmail,
                "Your e-mail address was changed",
                List.of(
                        "Your account " + account.user().username()
                                + " has another e-mail address now. Letters no longer come to this one.",
                        "If this was not you, write to us: somebody may have taken over your account."),
                null,
                null);
    }

    Email resetPassword(UUID eventId, Account account) {
        return email(
                eventId,
                account,
                account.email(),
                "Reset your password",
                List.of("Somebody, we think you, has forgotten the password of your account "
                        + account.user().username() + "."),
                new CallToAction(
                        "Choose a new password",
                        clientUrl + "/reset-password?token=" + tokens.encode(Purpose.RESET_PASSWORD, eventId)),
                "The link holds for " + minutes(Purpose.RESET_PASSWORD)
                        + " and once. If it was not you, do nothing: your password stays as it is.");
    }

    Email passwordChanged(UUID eventId, Account account, Instant at) {
        return securityNotice(
                eventId,
                account,
                "Your password was changed",
                "Your password was changed on " + TIME.format(at) + ". Other devices are signed out.");
    }

    Email newDeviceSignIn(UUID eventId, Account account, Session session) {
        String address = session.ip() == null ? "" : ", from the address " + session.ip();
        return securityNotice(
                eventId,
                account,
                "A new device signed in",
                "On " + TIME.format(session.createdAt())
                        + " somebody signed in to your account from where nobody did before: " + session.device()
                        + address + ".");
    }

    Email refreshTokenReused(UUID eventId, Account account, Instant at) {
        return securityNotice(
                eventId,
                account,
                "Somebody may have copied your sign-in",
                "On " + TIME.format(at)
                        + " a session of yours was used with a token that had been used before. It was ended on"
                        + " every device that had it; sign in again where you need to.");
    }

    Email mfaChanged(UUID eventId, Account account, Instant at, boolean enabled) {
        return securityNotice(
                eventId,
                account,
                enabled ? "Two-step sign-in is on" : "Two-step sign-in is off",
                enabled
                        ? "Since " + TIME.format(at) + " your account asks for a second factor."
                        : "Since " + TIME.format(at) + " your password alone opens your account.");
    }

    Email deletionScheduled(UUID eventId, Account account, Instant eraseAt) {
        return email(
                eventId,
                account,
                account.email(),
                "Your account will be deleted",
                List.of(
                        "Your account " + account.user().username() + " is to be deleted. On " + TIME.format(eraseAt)
                                + " it will be erased with all that belongs to it, and until then nobody sees it.",
                        "If it was you and you change your mind, sign in before that day and take it up again."),
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
                new CallToAction("Reset the password", clientUrl + "/forgot-password"),
                null);
    }

    private String verifyLink(Purpose purpose, UUID eventId) {
        return clientUrl + "/verify-email?token=" + tokens.encode(purpose, eventId);
    }

    private static String minutes(Purpose purpose) {
        return purpose.lifetime().toMinutes() + " minutes";
    }

    /** To an address that may be a stranger's: nothing in it is of the writer's choice, or anybody could have it mailed to anybody. */
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
