package io.busbar.auth;

import io.busbar.auth.OneTimeTokens.Purpose;
import io.busbar.auth.SessionOperations.Session;
import io.busbar.mail.MailOperations.Button;
import io.busbar.mail.MailOperations.Letter;
import io.busbar.users.AccountOperations.Account;
import io.busbar.users.UsersOperations.User;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What auth writes to people. Each letter is named by the occurrence that it is about, so it is the same in every attempt. */
final class Letters {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String NOT_YOU = "If this was not you, reset your password and look through your sessions.";

    private final OneTimeTokens tokens;
    private final String clientUrl;

    Letters(OneTimeTokens tokens, String clientUrl) {
        this.tokens = tokens;
        this.clientUrl = clientUrl;
    }

    Letter verify(UUID occurrence, Account account) {
        return toUnproven(
                occurrence,
                account,
                account.email(),
                "Confirm your e-mail address",
                List.of(
                        "Somebody, we think you, registered here with this address.",
                        "Confirm that this address is yours, and the account can be used."),
                new Button("Confirm this address", verifyLink(Purpose.VERIFY_EMAIL, occurrence)),
                "The link holds for " + minutes(Purpose.VERIFY_EMAIL)
                        + ". If it was not you, do nothing: the account is gone after a day.");
    }

    Letter alreadyRegistered(UUID occurrence, Account owner) {
        return letter(
                occurrence,
                owner,
                owner.email(),
                "You have an account already",
                List.of(
                        "Somebody tried to register with this address. It belongs to your account "
                                + owner.user().username() + ", so no other was made.",
                        "If it was you, sign in, or reset your password should you have forgotten it."),
                new Button("Sign in", clientUrl + "/login"),
                "If it was not you, there is nothing to do.");
    }

    Letter changeEmail(UUID occurrence, Account account, String newEmail) {
        return toUnproven(
                occurrence,
                account,
                newEmail,
                "Confirm your new e-mail address",
                List.of("Somebody, we think you, wants their account here to be reached at this address."),
                new Button("Confirm this address", verifyLink(Purpose.CHANGE_EMAIL, occurrence)),
                "The link holds for " + minutes(Purpose.CHANGE_EMAIL) + ". If it was not you, do nothing.");
    }

    Letter emailChanged(UUID occurrence, Account account, String formerEmail) {
        return letter(
                occurrence,
                account,
                formerEmail,
                "Your e-mail address was changed",
                List.of(
                        "Your account " + account.user().username()
                                + " has another e-mail address now. Letters no longer come to this one.",
                        "If this was not you, write to us: somebody may have taken over your account."),
                null,
                null);
    }

    Letter resetPassword(UUID occurrence, Account account) {
        return letter(
                occurrence,
                account,
                account.email(),
                "Reset your password",
                List.of("Somebody, we think you, has forgotten the password of your account "
                        + account.user().username() + "."),
                new Button(
                        "Choose a new password",
                        clientUrl + "/reset-password?token=" + tokens.token(Purpose.RESET_PASSWORD, occurrence)),
                "The link holds for " + minutes(Purpose.RESET_PASSWORD)
                        + " and once. If it was not you, do nothing: your password stays as it is.");
    }

    Letter passwordChanged(UUID occurrence, Account account, Instant at) {
        return notice(
                occurrence,
                account,
                "Your password was changed",
                "Your password was changed on " + TIME.format(at) + ". Other devices are signed out.");
    }

    Letter newSignIn(UUID occurrence, Account account, Session session) {
        String address = session.ip() == null ? "" : ", from the address " + session.ip();
        return notice(
                occurrence,
                account,
                "A new device signed in",
                "On " + TIME.format(session.createdAt())
                        + " somebody signed in to your account from where nobody did before: " + session.device()
                        + address + ".");
    }

    Letter sessionStolen(UUID occurrence, Account account, Instant at) {
        return notice(
                occurrence,
                account,
                "Somebody may have copied your sign-in",
                "On " + TIME.format(at)
                        + " a session of yours was used with a token that had been used before. It was ended on"
                        + " every device that had it; sign in again where you need to.");
    }

    Letter secondFactor(UUID occurrence, Account account, Instant at, boolean on) {
        return notice(
                occurrence,
                account,
                on ? "Two-step sign-in is on" : "Two-step sign-in is off",
                on
                        ? "Since " + TIME.format(at) + " your account asks for a second factor."
                        : "Since " + TIME.format(at) + " your password alone opens your account.");
    }

    Letter deletionScheduled(UUID occurrence, Account account, Instant eraseAt) {
        return letter(
                occurrence,
                account,
                account.email(),
                "Your account will be deleted",
                List.of(
                        "Your account " + account.user().username() + " is to be deleted. On " + TIME.format(eraseAt)
                                + " it will be erased with all that belongs to it, and until then nobody sees it.",
                        "If it was you and you change your mind, sign in before that day and take it up again."),
                new Button("Sign in", clientUrl + "/login"),
                null);
    }

    private Letter notice(UUID occurrence, Account account, String subject, String text) {
        return letter(
                occurrence,
                account,
                account.email(),
                subject,
                List.of(text, NOT_YOU),
                new Button("Reset the password", clientUrl + "/forgot-password"),
                null);
    }

    private String verifyLink(Purpose purpose, UUID occurrence) {
        return clientUrl + "/verify-email?token=" + tokens.token(purpose, occurrence);
    }

    private static String minutes(Purpose purpose) {
        return purpose.lifetime().toMinutes() + " minutes";
    }

    /** To an address that may be a stranger's: nothing in it is of the writer's choice, or anybody could have it mailed to anybody. */
    private static Letter toUnproven(
            UUID occurrence,
            Account account,
            String to,
            String subject,
            List<String> paragraphs,
            Button button,
            String footnote) {
        return new Letter("auth/" + occurrence, to, null, subject, paragraphs, button, footnote, account.id());
    }

    private static Letter letter(
            UUID occurrence,
            Account account,
            String to,
            String subject,
            List<String> paragraphs,
            @Nullable Button button,
            @Nullable String footnote) {
        User user = account.user();
        return new Letter(
                "auth/" + occurrence,
                to,
                user.fullName() == null ? user.username() : user.fullName(),
                subject,
                paragraphs,
                button,
                footnote,
                account.id());
    }
}
