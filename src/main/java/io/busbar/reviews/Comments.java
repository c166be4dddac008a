package io.busbar.reviews;

import static io.busbar.reviews.ReviewOperations.COMMENT_MOST;

import io.busbar.bus.Failure;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Comments as they are kept: composed (NFC), without outer space, lines ended by a line feed, and no other control characters. */
final class Comments {
    private Comments() {}

    /** Null for none, and the empty text for one that has nothing in it. */
    static @Nullable String tidy(@Nullable String typed, String field) {
        if (typed == null) {
            return null;
        }
        String text = Normalizer.normalize(typed.replace("\r\n", "\n"), Normalizer.Form.NFC)
                .strip();
        if (text.codePointCount(0, text.length()) > COMMENT_MOST) {
            throw Failure.invalid(field, "must be at most " + COMMENT_MOST + " characters, composed (NFC)");
        }
        if (text.codePoints().anyMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c))) {
            throw Failure.invalid(field, "must not contain control characters");
        }
        return text;
    }

    /** The same where nothing in it is none. */
    static @Nullable String whole(@Nullable String typed, String field) {
        String text = tidy(typed, field);
        return text == null || text.isEmpty() ? null : text;
    }
}
