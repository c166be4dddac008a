package io.busbar.services.users;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.busbar.bus.Failure;
import io.busbar.bus.Require;
import java.util.Optional;

/**
 * Normalizes phone numbers to E.164. A number without a country code is ambiguous, so it is not accepted for storage; 00 stands for the
 * plus. The rules of a country are loaded when its first number is read.
 */
final class PhoneNormalizer {
    /** The region of numbers without a country code, which makes them invalid. */
    private static final String UNKNOWN_REGION = "ZZ";
    /** E.164 allows 15 digits after the plus; some countries have longer numbers. */
    private static final int MAX_LENGTH = 16;

    private PhoneNormalizer() {}

    /**
     * Returns the normalized number. Fails with VALIDATION_ERROR if the text is not a number with a country code that can exist there.
     *
     * @param field JSON pointer that the error names
     */
    static String normalize(String input, String field) {
        String text = withPlus(input.strip());
        Require.that(
                text.startsWith("+"),
                () -> Failure.invalid(field, "must begin with the country code, for example +4915123456789"));
        return parse(text)
                .filter(PhoneNumberUtil.getInstance()::isValidNumber)
                .map(PhoneNormalizer::format)
                .filter(number -> number.length() <= MAX_LENGTH)
                .orElseThrow(() -> Failure.invalid(field, "must be a valid phone number"));
    }

    /**
     * Returns the normalized number of a sign-in, in which the plus may be missing; empty if the text is not a phone number. Whether the
     * number can exist does not matter, because the rules of countries change and stored numbers stay.
     */
    static Optional<String> tryNormalize(String input) {
        String text = withPlus(input.strip());
        return parse(text.startsWith("+") ? text : "+" + text).map(PhoneNormalizer::format);
    }

    private static String withPlus(String text) {
        return text.startsWith("00") ? "+" + text.substring(2) : text;
    }

    /** Reads a number without letters, which the library would take for the keys of a telephone, and without an extension. */
    private static Optional<PhoneNumber> parse(String text) {
        if (text.codePoints().anyMatch(Character::isAlphabetic)) {
            return Optional.empty();
        }
        try {
            PhoneNumber number = PhoneNumberUtil.getInstance().parse(text, UNKNOWN_REGION);
            return number.hasExtension() ? Optional.empty() : Optional.of(number);
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    private static String format(PhoneNumber number) {
        return PhoneNumberUtil.getInstance().format(number, PhoneNumberFormat.E164);
    }
}
