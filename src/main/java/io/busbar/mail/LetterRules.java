package io.busbar.mail;

import io.busbar.bus.EmailAddress;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.mail.MailOperations.Button;
import io.busbar.mail.MailOperations.Letter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a letter must keep to whoever wrote it: nothing that ends a header or a line of the protocol, an address that can be delivered to,
 * and a link that a mail program can follow.
 */
final class LetterRules {
    private static final Set<String> SCHEMES = Set.of("http", "https", "mailto");
    private static final int LONGEST_PARAGRAPH = 2000;

    private final List<FieldError> errors = new ArrayList<>();

    private LetterRules() {}

    /**
     * Where the letter goes.
     *
     * @throws Failure that names every wrong field
     */
    static EmailAddress check(Letter letter) {
        LetterRules rules = new LetterRules();
        rules.line("/id", letter.id(), 200);
        rules.line("/subject", letter.subject(), 200);
        rules.line("/name", letter.name(), 200);
        for (int i = 0; i < letter.paragraphs().size(); i++) {
            rules.prose("/paragraphs/" + i, letter.paragraphs().get(i));
        }
        rules.prose("/footnote", letter.footnote());
        rules.button(letter.button());
        EmailAddress to = rules.address(letter.to());
        if (to == null || !rules.errors.isEmpty()) {
            throw Failure.invalid(rules.errors);
        }
        return to;
    }

    private @Nullable EmailAddress address(String text) {
        EmailAddress address = EmailAddress.read(text).orElse(null);
        if (address == null) {
            wrong("/to", "must be an address like ada@example.org");
        }
        return address;
    }

    private void button(@Nullable Button button) {
        if (button == null) {
            return;
        }
        line("/button/label", button.label(), 80);
        if (line("/button/url", button.url(), 2000) && !leadsSomewhere(button.url())) {
            wrong("/button/url", "must be an address that begins with http:, https: or mailto:");
        }
    }

    private static boolean leadsSomewhere(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            return SCHEMES.contains(scheme) && (scheme.equals("mailto") || uri.getHost() != null);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Text that stands on one line, in a header or not. */
    private boolean line(String field, @Nullable String text, int most) {
        if (text == null) {
            return true;
        }
        if (text.length() > most) {
            wrong(field, "must have at most " + most + " characters");
            return false;
        }
        if (text.codePoints().anyMatch(LetterRules::breaksLines)) {
            wrong(field, "must not contain line breaks or other control characters");
            return false;
        }
        return true;
    }

    /** Text that may have lines. */
    private void prose(String field, @Nullable String text) {
        if (text == null) {
            return;
        }
        if (text.length() > LONGEST_PARAGRAPH) {
            wrong(field, "must have at most " + LONGEST_PARAGRAPH + " characters");
        } else if (text.replace("\r\n", "\n").codePoints().anyMatch(c -> c != '\n' && c != '\t' && breaksLines(c))) {
            wrong(field, "must not contain control characters");
        }
    }

    private static boolean breaksLines(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private void wrong(String field, String msg) {
        errors.add(new FieldError(field, msg));
    }
}
