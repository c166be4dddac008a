package io.busbar.bookings;

import io.busbar.bus.Failure;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Text as people write it, as it is kept: composed (NFC), without outer space, and none at all when it is empty. */
final class FreeText {
    private FreeText() {}

    static @Nullable String of(@Nullable String typed, int most, String field) {
        if (typed == null || typed.isBlank()) {
            return null;
        }
        String text = Normalizer.normalize(typed, Normalizer.Form.NFC).strip();
        if (text.codePointCount(0, text.length()) > most) {
            throw Failure.invalid(field, "must be at most " + most + " characters, composed (NFC)");
        }
        return text;
    }
}
