package io.busbar.services.users;

import io.busbar.bus.Failure;
import io.busbar.bus.text.EmailAddress;
import java.text.Normalizer;
import java.util.Optional;

/** E-mail addresses of accounts as they are kept, so that one mailbox has one spelling: lower case, the domain in ASCII. */
final class EmailNormalizer {
    private EmailNormalizer() {}

    /**
     * The address as it is kept.
     *
     * @param field what to name when it is none
     */
    static String normalize(String input, String field) {
        return tryNormalize(input).orElseThrow(() -> Failure.invalid(field, "must be an email address"));
    }

    /** The address as it is kept, or empty for what can't be one. */
    static Optional<String> tryNormalize(String input) {
        String text = Normalizer.normalize(input, Normalizer.Form.NFC).strip();
        return EmailAddress.tryParse(text).filter(EmailAddress::isPublic).map(EmailAddress::normalized);
    }
}
