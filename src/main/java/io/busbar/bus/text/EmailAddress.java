package io.busbar.bus.text;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody's address: what HTML's {@code input type=email} takes, within the lengths of SMTP (RFC 5321, 4.5.3.1), and with dots only
 * between other characters. A domain in another script is turned into its ASCII form; before the {@code @} only ASCII is delivered
 * everywhere. What schemas, accounts and letters take for an address is this alone, so that whatever is taken in can be written to.
 *
 * @param localPart  before the {@code @}
 * @param domain after it, in ASCII
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
     * Reads {@code ada@example.org}.
     *
     * @throws IllegalArgumentException that says how the sentence about it goes on
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
        throw new IllegalArgumentException("must be an address like ada@example.org");
    }

    /** The same, or empty for what is none. */
    public static Optional<EmailAddress> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it can be reached from elsewhere: not one of this machine, nor of a number. */
    public boolean isPublic() {
        return PUBLIC_DOMAIN.matcher(domain).matches();
    }

    /** The same text for all ways to write it, for comparing. */
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
