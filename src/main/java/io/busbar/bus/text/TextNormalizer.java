package io.busbar.bus.text;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text as people write it, made what is kept: composed (NFC) and without outer space. Composing can make it longer than it was when its
 * length was checked, so that is checked once more. Control characters have no place in it.
 */
public final class TextNormalizer {
    private TextNormalizer() {}

    /**
     * Text of one line, or null for none at all: with nothing that ends a line, or would in a header of a letter.
     *
     * @param maxLength   code points
     * @param field  JSON pointer to where it stands
     * @param errors gets what is wrong with it
     */
    public static @Nullable String singleLine(
            @Nullable String input, int maxLength, String field, List<FieldError> errors) {
        if (input == null) {
            return null;
        }
        String text = normalize(input, maxLength, field, errors);
        if (text.codePoints().anyMatch(TextNormalizer::isLineBreakOrControl)) {
            errors.add(new FieldError(field, "must not contain line breaks or other control characters"));
        }
        return text;
    }

    /** The same of text that may have lines and tabs; what ends its lines is kept as a line feed. */
    public static @Nullable String multiLine(
            @Nullable String input, int maxLength, String field, List<FieldError> errors) {
        if (input == null) {
            return null;
        }
        String text = normalize(input.replace("\r\n", "\n"), maxLength, field, errors);
        if (text.codePoints().anyMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c))) {
            errors.add(new FieldError(field, "must not contain control characters"));
        }
        return text;
    }

    /** The same where nothing else can be wrong; fails with {@link FailureCode#VALIDATION_ERROR} if it is. */
    public static @Nullable String multiLine(@Nullable String input, int maxLength, String field) {
        List<FieldError> errors = new ArrayList<>();
        String text = multiLine(input, maxLength, field, errors);
        Failure.throwIfAny(errors);
        return text;
    }

    /** Null for text that has nothing in it. */
    public static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static String normalize(String input, int maxLength, String field, List<FieldError> errors) {
        String text = Normalizer.normalize(input, Normalizer.Form.NFC).strip();
        if (text.codePointCount(0, text.length()) > maxLength) {
            errors.add(new FieldError(field, "must be at most " + maxLength + " characters, composed (NFC)"));
        }
        return text;
    }

    private static boolean isLineBreakOrControl(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
