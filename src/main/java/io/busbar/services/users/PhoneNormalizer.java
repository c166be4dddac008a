package io.busbar.services.users;

import io.busbar.bus.Failure;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Normalizes phone numbers to E.164: a plus and 7 to 15 digits. Removes spaces, dots, hyphens, slashes and brackets, and replaces a leading
 * 00 with a plus. A number without a country code is ambiguous, so it is not accepted for storage.
 */
final class PhoneNormalizer {
    private static final Pattern SEPARATORS = Pattern.compile("[\\s\\u00a0./()-]");
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{6,14}");

    private PhoneNormalizer() {}

    /**
     * Returns the normalized number. Fails with VALIDATION_ERROR if the text is not a phone number with a country code.
     *
     * @param field JSON pointer that the error names
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
                        : "must begin with the country code, for example +4915123456789");
    }

    /** Returns the normalized number of a sign-in, in which the plus may be missing; empty if the text is not a phone number. */
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
