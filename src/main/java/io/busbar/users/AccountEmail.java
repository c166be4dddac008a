package io.busbar.users;

import io.busbar.bus.EmailAddress;
import io.busbar.bus.Failure;
import java.text.Normalizer;
import java.util.Optional;

/** E-mail addresses of accounts as they are kept, so that one mailbox has one spelling: lower case, the domain in ASCII. */
final class AccountEmail {
    private AccountEmail() {}

    /**
     * The address as it is kept.
     *
     * @param field what to name when it is none
     */
    static String of(String typed, String field) {
        return read(typed).orElseThrow(() -> Failure.invalid(field, "must be an e-mail address"));
    }

    /** The address as it is kept, or empty for what can't be one. */
    static Optional<String> read(String typed) {
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC).strip();
        return EmailAddress.read(text).filter(EmailAddress::isPublic).map(EmailAddress::folded);
    }
}
