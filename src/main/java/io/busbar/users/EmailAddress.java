package io.busbar.users;

import io.busbar.bus.Failure;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** E-mail addresses as they are kept, so that one mailbox has one spelling: composed, lower case, the domain in ASCII. */
final class EmailAddress {
    static final int LONGEST = 254;

    private static final Pattern LOCAL = Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}");
    private static final Pattern DOMAIN = Pattern.compile(
            "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])", Pattern.CASE_INSENSITIVE);

    private EmailAddress() {}

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
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
        int at = text.lastIndexOf('@');
        if (at < 1) {
            return Optional.empty();
        }
        String local = text.substring(0, at);
        Optional<String> domain = ascii(text.substring(at + 1));
        return domain.filter(name ->
                        LOCAL.matcher(local).matches() && DOMAIN.matcher(name).matches())
                .map(name -> local + "@" + name)
                .filter(address -> address.length() <= LONGEST);
    }

    private static Optional<String> ascii(String domain) {
        try {
            return Optional.of(IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
