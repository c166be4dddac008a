package io.busbar.services.mail;

import io.busbar.bus.text.EmailAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who letters come from.
 *
 * @param name    what people see; null when there is only the address
 * @param parseAddress where answers go
 */
public record FromAddress(@Nullable String name, EmailAddress parseAddress) {
    /** The sender of mail that nobody sends on. */
    public static final FromAddress LOCAL = new FromAddress("Busbar", new EmailAddress("busbar", "localhost"));

    private static final int MAX_NAME_LENGTH = 200;
    private static final Pattern NAME_AND_ADDRESS =
            Pattern.compile("(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\"<>]*))\\s*<([^<>]*)>");

    /**
     * Reads {@code "Ada's Market" <hello@example.org>}, the same without quotes, or an address alone.
     *
     * @throws IllegalArgumentException that says how the sentence about it goes on
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

    /** What the letters call the place they come from. */
    String brand() {
        return name == null ? parseAddress.domain() : name;
    }

    private static EmailAddress parseAddress(String text) {
        try {
            return EmailAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be an address like \"Busbar\" <hello@example.org>", e);
        }
    }
}
