package io.busbar.services.users;

import io.busbar.bus.Failure;
import io.busbar.bus.text.EmailAddress;
import java.text.Normalizer;
import java.util.Optional;

/** Normalizes email addresses of accounts to lower case with an ASCII domain, so that a mailbox has only one spelling. */
final class EmailNormalizer {
    private EmailNormalizer() {}

    /**
     * Returns the normalized address. Fails with VALIDATION_ERROR if the text is not an email address.
     *
     * @param field JSON pointer that the error names
     */
    static String normalize(String input, String field) {
        return tryNormalize(input).orElseThrow(() -> Failure.invalid(field, "must be an email address"));
    }

    /** Returns the normalized address, or empty if the text is not an email address. */
    static Optional<String> tryNormalize(String input) {
        String text = Normalizer.normalize(input, Normalizer.Form.NFC).strip();
        return EmailAddress.tryParse(text).filter(EmailAddress::hasPublicDomain).map(EmailAddress::normalized);
    }
}
