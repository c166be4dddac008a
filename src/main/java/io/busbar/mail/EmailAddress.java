package io.busbar.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Somebody's address: what HTML's {@code input type=email} takes, within the lengths of SMTP (RFC 5321, 4.5.3.1), and with dots only
 * between other characters. A domain in another script is turned into its ASCII form; before the {@code @} only ASCII is delivered
 * everywhere.
 *
 * @param local  before the {@code @}
 * @param domain after it, in ASCII
 */
public record EmailAddress(String local, String domain) {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    private static final Pattern LOCAL =
            Pattern.compile("[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern DOMAIN = Pattern.compile(
            "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?" + "(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*");

    /**
     * Reads {@code ada@example.org}.
     *
     * @throws IllegalArgumentException that says how the sentence about it goes on
     */
    public static EmailAddress of(String text) {
        int at = text.lastIndexOf('@');
        if (at > 0 && at <= LONGEST_LOCAL && text.length() <= LONGEST) {
            String local = text.substring(0, at);
            String domain = ascii(text.substring(at + 1));
            if (LOCAL.matcher(local).matches()
                    && DOMAIN.matcher(domain).matches()
                    && local.length() + 1 + domain.length() <= LONGEST) {
                return new EmailAddress(local, domain);
            }
        }
        throw new IllegalArgumentException("must be an address like ada@example.org");
    }

    /** The same text for all ways to write it, for comparing. */
    public String folded() {
        return toString().toLowerCase(Locale.ROOT);
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return local + "@" + domain;
    }
}
