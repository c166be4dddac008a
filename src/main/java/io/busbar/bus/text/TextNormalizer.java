package io.busbar.bus.text;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Normalizes text input: Unicode NFC, without leading and trailing white space. NFC can make a text longer than it was when its length was
 * validated, so the length is checked again. Control characters are errors.
 */
public final class TextNormalizer {
    private TextNormalizer() {}

    /**
     * Normalizes text of a single line; null stays null. Line breaks and other control characters are errors: they would also break an
     * email header.
     *
     * @param maxLength in code points
     * @param field     the JSON pointer of the field
     * @param errors    the list to which errors are added
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

    /** Normalizes text that may contain line breaks and tabs; CRLF becomes a line feed. */
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

    /** Normalizes text that may contain line breaks and tabs; fails with {@link FailureCode#VALIDATION_ERROR} if it is invalid. */
    public static @Nullable String multiLine(@Nullable String input, int maxLength, String field) {
        List<FieldError> errors = new ArrayList<>();
        String text = multiLine(input, maxLength, field, errors);
        Failure.throwIfAny(errors);
        return text;
    }

    /** Returns null for empty text, otherwise the text. */
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
