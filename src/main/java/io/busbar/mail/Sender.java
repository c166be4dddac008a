package io.busbar.mail;

import io.busbar.bus.EmailAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who letters come from.
 *
 * @param name    what people see; null when there is only the address
 * @param address where answers go
 */
public record Sender(@Nullable String name, EmailAddress address) {
    /** The sender of mail that nobody sends on. */
    public static final Sender LOCAL = new Sender("Busbar", new EmailAddress("busbar", "localhost"));

    private static final int LONGEST_NAME = 200;
    private static final Pattern NAMED = Pattern.compile("(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\"<>]*))\\s*<([^<>]*)>");

    /**
     * Reads {@code "Ada's Market" <hello@example.org>}, the same without quotes, or an address alone.
     *
     * @throws IllegalArgumentException that says how the sentence about it goes on
     */
    public static Sender of(String text) {
        Matcher named = NAMED.matcher(text.strip());
        if (!named.matches()) {
            return new Sender(null, address(text.strip()));
        }
        String quoted = named.group(1);
        String plain = named.group(2);
        String name = quoted != null ? quoted.replaceAll("\\\\(.)", "$1") : plain == null ? "" : plain.strip();
        if (name.length() > LONGEST_NAME || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must have a name of at most " + LONGEST_NAME + " printable characters");
        }
        return new Sender(name.isBlank() ? null : name, address(named.group(3)));
    }

    /** What the letters call the place they come from. */
    String brand() {
        return name == null ? address.domain() : name;
    }

    private static EmailAddress address(String text) {
        try {
            return EmailAddress.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be an address like \"Busbar\" <hello@example.org>", e);
        }
    }
}
