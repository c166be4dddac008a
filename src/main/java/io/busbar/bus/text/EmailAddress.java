package io.busbar.bus.text;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An email address: the syntax of HTML's {@code input type=email}, within the length limits of SMTP (RFC 5321, 4.5.3.1), and with no dot at
 * the start or end of the local part and no two dots in a row. An internationalized domain is converted to ASCII; the part before the
 * {@code @} must be ASCII, because other characters are not deliverable everywhere. Schemas, accounts and emails all use this class, so
 * that email can be sent to every accepted address.
 *
 * @param localPart the part before the {@code @}
 * @param domain    the part after it, in ASCII
 */
public record EmailAddress(String localPart, String domain) {
    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL_PART_LENGTH = 64;
    private static final Pattern LOCAL_PART =
            Pattern.compile("[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN = Pattern.compile(
            "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?" + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");

    private static final Pattern PUBLIC_DOMAIN = Pattern.compile(".+\\.[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]");

    /**
     * Parses an address such as {@code ada@example.org}.
     *
     * @throws IllegalArgumentException whose message completes a sentence that starts with the field's name
     */
    public static EmailAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at > 0 && at <= MAX_LOCAL_PART_LENGTH && text.length() <= MAX_LENGTH) {
            String localPart = text.substring(0, at);
            String domain = toAscii(text.substring(at + 1));
            if (LOCAL_PART.matcher(localPart).matches()
                    && DOMAIN.matcher(domain).matches()
                    && localPart.length() + 1 + domain.length() <= MAX_LENGTH) {
                return new EmailAddress(localPart, domain);
            }
        }
        throw new IllegalArgumentException("must be an email address like ada@example.org");
    }

    /** Parses an address; empty if the text is not one. */
    public static Optional<EmailAddress> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns whether the domain is a public one, not a local name or an IP address. */
    public boolean hasPublicDomain() {
        return PUBLIC_DOMAIN.matcher(domain).matches();
    }

    /** Returns the address in lower case, for comparing. */
    public String normalized() {
        return toString().toLowerCase(Locale.ROOT);
    }

    private static String toAscii(String domain) {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
