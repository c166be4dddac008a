package io.busbar.services.mail;

import io.busbar.bus.Failure;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates failures of the mail client into failures of the contract. Replies of mail servers repeat addresses, so only their codes are
 * logged.
 */
final class SmtpFailureTranslator {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpFailureTranslator.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final String RECIPIENT_REJECTED = "recipient address not accepted";
    private static final String CONTENT_REJECTED = "sending data failed";

    /** Codes that a server sends instead of judging the recipient, because the client must use TLS, must sign in, or may not relay. */
    private static final Set<Integer> CLIENT_ERROR_CODES = Set.of(503, 530, 534, 535, 538, 554);

    /** Codes that say nothing about the email itself, whichever command they reply to. */
    private static final Set<Integer> AUTHENTICATION_ERROR_CODES = Set.of(503, 530, 534, 535, 538);

    /** Enhanced status codes for security and policy (RFC 3463), which operators must resolve. */
    private static final Pattern POLICY = Pattern.compile("(\\d{3}[ -])?5\\.7\\.\\d{1,3}\\b.*", Pattern.DOTALL);

    private SmtpFailureTranslator() {}

    static Failure translate(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        if (!(cause instanceof SMTPException rejection)) {
            // These texts are about the connection, its encryption and the sign-in. They contain nothing of the email.
            LOG.warn("The mail server cannot be used: {}", cause.toString());
            return unavailable();
        }
        String message = rejection.getMessage() == null ? "" : rejection.getMessage();
        int code = rejection.getReplyCode();
        LOG.warn("The mail server replied {} {}", code, stage(message));
        if (rejection.isPermanent() && message.startsWith(RECIPIENT_REJECTED) && !isClientError(rejection)) {
            return Failure.invalid("/to", "was rejected by the mail server");
        }
        if (rejection.isPermanent()
                && message.startsWith(CONTENT_REJECTED)
                && !AUTHENTICATION_ERROR_CODES.contains(code)) {
            return Failure.invalid("/paragraphs", "were rejected by the mail server");
        }
        return unavailable();
    }

    private static boolean isClientError(SMTPException rejection) {
        return CLIENT_ERROR_CODES.contains(rejection.getReplyCode())
                || rejection.getReplyMessages().stream()
                        .anyMatch(line -> POLICY.matcher(line).matches());
    }

    private static Failure unavailable() {
        return Failure.unavailable("Mail cannot be sent right now", RETRY_AFTER);
    }

    /** Returns the client's step. The text after the colon is the server's reply and is omitted. */
    private static String stage(String message) {
        int colon = message.indexOf(':');
        return colon < 0 ? "" : "(" + message.substring(0, colon) + ")";
    }
}
