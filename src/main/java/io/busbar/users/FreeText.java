package io.busbar.users;

import io.busbar.bus.Failure.FieldError;
import java.text.Normalizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text as people write it: composed (NFC) and without outer space. Composing can make it longer than it was when its length was checked. */
final class FreeText {
    private FreeText() {}

    /** The text as it is kept, or null for none at all. */
    static @Nullable String of(@Nullable String typed, int most, String field, List<FieldError> errors) {
        if (typed == null) {
            return null;
        }
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC).strip();
        if (text.codePointCount(0, text.length()) > most) {
            errors.add(new FieldError(field, "must be at most " + most + " characters, composed (NFC)"));
        }
        return text;
    }
}
