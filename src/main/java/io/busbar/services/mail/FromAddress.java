package io.busbar.services.mail;

import io.busbar.bus.text.EmailAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The sender of all emails of a deployment.
 *
 * @param name    the display name, or null if there is only the address
 * @param address the address, which also gets replies
 */
public record FromAddress(@Nullable String name, EmailAddress address) {
    /** The sender of emails that stay in the development mailbox. */
    public static final FromAddress LOCAL = new FromAddress("Busbar", new EmailAddress("busbar", "localhost"));

    private static final int MAX_NAME_LENGTH = 200;
    private static final Pattern NAME_AND_ADDRESS =
            Pattern.compile("(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\"<>]*))\\s*<([^<>]*)>");

    /**
     * Reads {@code "Ada's Market" <hello@example.org>}, the same without quotes, or an address alone.
     *
     * @throws IllegalArgumentException with a message that continues "EMAIL_FROM …"
     */
    public static FromAddress parse(String text) {
        Matcher named = NAME_AND_ADDRESS.matcher(text.strip());
        if (!named.matches()) {
            return new FromAddress(null, parseAddress(text.strip()));
        }
        String quoted = named.group(1);
        String plain = named.group(2);
        String name = quoted != null ? quoted.replaceAll("\\\\(.)", "$1") : plain == null ? "" : plain.strip();
        if (name.length() > MAX_NAME_LENGTH || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "must have a name of at most " + MAX_NAME_LENGTH + " printable characters");
        }
        return new FromAddress(name.isBlank() ? null : name, parseAddress(named.group(3)));
    }

    /** Returns the name of the deployment that emails show. */
    String brand() {
        return name == null ? address.domain() : name;
    }

    private static EmailAddress parseAddress(String text) {
        try {
            return EmailAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be an address like \"Busbar\" <hello@example.org>", e);
        }
    }
}
