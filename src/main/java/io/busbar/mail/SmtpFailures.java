package io.busbar.mail;

import io.busbar.bus.Failure;
import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a letter, in terms of its sender. Replies of mail servers repeat addresses, so nothing of them goes to the log but their
 * code.
 */
final class SmtpFailures {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpFailures.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final String OF_THE_RECIPIENT = "recipient address not accepted";
    private static final String OF_THE_CONTENT = "sending data failed";

    /** Refusals in the place of a recipient's that are about this deployment: it is to use TLS, to sign in, or may not relay. */
    private static final Set<Integer> OF_THE_CLIENT = Set.of(503, 530, 534, 535, 538, 554);

    /** With these a server does not judge a letter, wherever they come. */
    private static final Set<Integer> NOT_SIGNED_IN = Set.of(503, 530, 534, 535, 538);

    /** The subject of security and policy (RFC 3463): what it forbids is for operators to set right. */
    private static final Pattern POLICY = Pattern.compile("(\\d{3}[ -])?5\\.7\\.\\d{1,3}\\b.*", Pattern.DOTALL);

    private SmtpFailures() {}

    static Failure of(Throwable cause) {
        if (cause instanceof Failure failure) {
            return failure;
        }
        if (!(cause instanceof SMTPException refusal)) {
            // Of these texts none knows the letter: they are about the connection, its encryption and the sign-in.
            LOG.warn("The mail server cannot be used: {}", cause.toString());
            return unavailable();
        }
        String said = refusal.getMessage() == null ? "" : refusal.getMessage();
        int code = refusal.getReplyCode();
        LOG.warn("The mail server answered {} {}", code, stage(said));
        if (refusal.isPermanent() && said.startsWith(OF_THE_RECIPIENT) && !isOfTheClient(refusal)) {
            return Failure.invalid("/to", "is refused by the mail server");
        }
        if (refusal.isPermanent() && said.startsWith(OF_THE_CONTENT) && !NOT_SIGNED_IN.contains(code)) {
            return Failure.invalid("/paragraphs", "are refused by the mail server");
        }
        return unavailable();
    }

    private static boolean isOfTheClient(SMTPException refusal) {
        return OF_THE_CLIENT.contains(refusal.getReplyCode())
                || refusal.getReplyMessages().stream()
                        .anyMatch(line -> POLICY.matcher(line).matches());
    }

    private static Failure unavailable() {
        return Failure.unavailable("Mail cannot be sent right now", RETRY_AFTER);
    }

    /** What the client was doing; what stands behind the colon is the server's own words. */
    private static String stage(String said) {
        int colon = said.indexOf(':');
        return colon < 0 ? "" : "(" + said.substring(0, colon) + ")";
    }
}
