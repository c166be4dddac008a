package io.busbar.users;

import io.busbar.bus.Failure.FieldError;
import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text as people write it: composed (NFC) and without outer space. Composing can make it longer than it was when its length was checked.
 * What ends a line, or would in a header of a letter, has no place in it.
 */
final class FreeText {
    private FreeText() {}

    /** The text of one line as it is kept, or null for none at all. */
    static @Nullable String of(@Nullable String typed, int most, String field, List<FieldError> errors) {
        if (typed == null) {
            return null;
        }
        String text = kept(typed, most, field, errors);
        if (text.codePoints().anyMatch(FreeText::breaksLines)) {
            errors.add(new FieldError(field, "must not contain line breaks or other control characters"));
        }
        return text;
    }

    /** The same of text that may have lines. */
    static @Nullable String prose(@Nullable String typed, int most, String field, List<FieldError> errors) {
        if (typed == null) {
            return null;
        }
        String text = kept(typed.replace("\r\n", "\n"), most, field, errors);
        if (text.codePoints().anyMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c))) {
            errors.add(new FieldError(field, "must not contain control characters"));
        }
        return text;
    }

    private static boolean breaksLines(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    private static String kept(String typed, int most, String field, List<FieldError> errors) {
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC).strip();
        if (text.codePointCount(0, text.length()) > most) {
            errors.add(new FieldError(field, "must be at most " + most + " characters, composed (NFC)"));
        }
        return text;
    }
}
