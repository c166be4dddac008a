package io.busbar.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Where a page ended: the sort values of its last item, opaque to the client. Reading goes on behind them, so that a page neither
 * repeats nor skips what stays in the list while others come and go.
 */
public record Cursor(List<String> values) {
    private static final String SEPARATOR = "\u001f";

    public Cursor {
        values = List.copyOf(values);
    }

    public static Cursor of(Object... values) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(value.toString());
        }
        return new Cursor(texts);
    }

    public String encode() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(SEPARATOR, values).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The cursor of an earlier page.
     *
     * @throws Failure {@link FailureCode#VALIDATION_ERROR} naming {@code /cursor} when it isn't one with this many values
     */
    public static Cursor decode(String encoded, int size) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            List<String> values = List.of(text.split(SEPARATOR, -1));
            if (values.size() == size && text.indexOf('\0') < 0) {
                return new Cursor(values);
            }
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
        throw unknown();
    }

    /** What a cursor of another list, or a made-up one, is answered with. */
    public static Failure unknown() {
        return Failure.invalid("/cursor", "is not a cursor of this list");
    }
}
