package io.busbar.services.users;

import io.busbar.bus.Failure;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Phone numbers as E.164 has them: a plus and 7 to 15 digits. Spaces, dots, hyphens, slashes and brackets are left out, and 00 in front
 * is a plus. Without a country code nobody can tell whose number it is, so it is refused where it is to be kept.
 */
final class PhoneNormalizer {
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\u00a0./()-]");
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{6,14}");

    private PhoneNormalizer() {}

    /**
     * The number as it is kept.
     *
     * @param field what to name when it is none
     */
    static String normalize(String input, String field) {
        String text = withoutSeparators(input);
        if (E164.matcher(text).matches()) {
            return text;
        }
        throw Failure.invalid(
                field,
                text.startsWith("+")
                        ? "must be a phone number of 7 to 15 digits"
                        : "must begin with the country code, as +4915123456789");
    }

    /** The number that somebody signs in with, the plus forgiven; empty for what can't be one. */
    static Optional<String> tryNormalize(String input) {
        String text = withoutSeparators(input);
        if (E164.matcher(text).matches()) {
            return Optional.of(text);
        }
        return DIGITS.matcher(text).matches() ? Optional.of("+" + text) : Optional.empty();
    }

    private static String withoutSeparators(String input) {
        String text = SEPARATORS.matcher(input).replaceAll("");
        return text.startsWith("00") ? "+" + text.substring(2) : text;
    }
}
