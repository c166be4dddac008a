package io.busbar.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a page ended: the sort values of its last item, opaque to the client. Reading goes on behind them, so that a page neither
 * repeats nor skips what stays in the list while others come and go.
 */
public record Cursor(List<String> values) {
    /** No letter of base64url. */
    private static final String SEPARATOR = ".";

    /** Of the longest cursor a list of ours gives: two values, one of them a title of 200 characters of four bytes. */
    public static final int MAX_LENGTH = 1_200;

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
        return values.stream()
                .map(value ->
                        Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(SEPARATOR));
    }

    /**
     * The cursor of an earlier page.
     *
     * @throws Failure {@link FailureCode#VALIDATION_ERROR} naming {@code /cursor} when it isn't one with this many values
     */
    public static Cursor decode(String encoded, int size) {
        List<String> values = new ArrayList<>();
        for (String value : encoded.split(Pattern.quote(SEPARATOR), -1)) {
            values.add(decode(value));
        }
        if (values.size() != size) {
            throw invalidCursor();
        }
        return new Cursor(values);
    }

    private static String decode(String value) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
        throw invalidCursor();
    }

    /** What a cursor of another list, or a made-up one, is answered with. */
    public static Failure invalidCursor() {
        return Failure.invalid("/cursor", "is not a cursor of this list");
    }
}
