package io.busbar.services.mail;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.text.EmailAddress;
import io.busbar.services.mail.MailOperations.CallToAction;
import io.busbar.services.mail.MailOperations.Email;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Validates emails: no characters that end a header or a protocol line, a deliverable address, and a link that email clients can follow.
 */
final class EmailValidator {
    private static final Set<String> SCHEMES = Set.of("http", "https", "mailto");
    private static final int MAX_PARAGRAPH_LENGTH = 2000;

    private final List<FieldError> errors = new ArrayList<>();

    private EmailValidator() {}

    /**
     * Returns the recipient's address.
     *
     * @throws Failure VALIDATION_ERROR that names every invalid field
     */
    static EmailAddress validate(Email email) {
        EmailValidator validator = new EmailValidator();
        validator.singleLine("/id", email.id(), 200);
        validator.singleLine("/subject", email.subject(), 200);
        validator.singleLine("/recipientName", email.recipientName(), 200);
        for (int i = 0; i < email.paragraphs().size(); i++) {
            validator.multiLine("/paragraphs/" + i, email.paragraphs().get(i));
        }
        validator.multiLine("/footnote", email.footnote());
        validator.callToAction(email.callToAction());
        EmailAddress to = validator.address(email.to());
        if (to == null || !validator.errors.isEmpty()) {
            throw Failure.invalid(validator.errors);
        }
        return to;
    }

    private @Nullable EmailAddress address(String text) {
        EmailAddress address = EmailAddress.tryParse(text).orElse(null);
        if (address == null) {
            addError("/to", "must be an email address like ada@example.org");
        }
        return address;
    }

    private void callToAction(@Nullable CallToAction callToAction) {
        if (callToAction == null) {
            return;
        }
        singleLine("/callToAction/label", callToAction.label(), 80);
        if (singleLine("/callToAction/url", callToAction.url(), 2000) && !isAbsoluteLink(callToAction.url())) {
            addError("/callToAction/url", "must be a URL that begins with http:, https: or mailto:");
        }
    }

    private static boolean isAbsoluteLink(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            return SCHEMES.contains(scheme) && (scheme.equals("mailto") || uri.getHost() != null);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Checks a text that must be a single line. */
    private boolean singleLine(String field, @Nullable String text, int maxLength) {
        if (text == null) {
            return true;
        }
        if (text.length() > maxLength) {
            addError(field, "must have at most " + maxLength + " characters");
            return false;
        }
        if (text.codePoints().anyMatch(EmailValidator::isControlOrLineBreak)) {
            addError(field, "must not contain line breaks or other control characters");
            return false;
        }
        return true;
    }

    /** Checks a text that may have line breaks. */
    private void multiLine(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        if (text.length() > MAX_PARAGRAPH_LENGTH) {
            addError(field, "must have at most " + MAX_PARAGRAPH_LENGTH + " characters");
        } else if (text.replace("\r\n", "\n")
                .codePoints()
                .anyMatch(c -> c != '\n' && c != '\t' && isControlOrLineBreak(c))) {
            addError(field, "must not contain control characters");
        }
    }

    private static boolean isControlOrLineBreak(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private void addError(String field, String msg) {
        errors.add(new FieldError(field, msg));
    }
}
