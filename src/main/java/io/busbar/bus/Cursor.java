package io.busbar.bus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The end of a page: the sort values of its last item, opaque to the client. The next page starts after these values, so that items which
 * stay in the list are neither repeated nor skipped while others are added or removed.
 */
public record Cursor(List<String> values) {
    /** A character outside the base64url alphabet. */
    private static final String SEPARATOR = ".";

    /** The length of the longest cursor in use: two values, one of them a title of 200 four-byte characters. */
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
     * Decodes the cursor of an earlier page.
     *
     * @throws Failure {@link FailureCode#VALIDATION_ERROR} with field {@code /cursor} if the text is not a cursor with this number of values
     */
    public static Cursor decode(String encoded, int valueCount) {
        List<String> values = new ArrayList<>();
        for (String value : encoded.split(Pattern.quote(SEPARATOR), -1)) {
            values.add(decode(value));
        }
        if (values.size() != valueCount) {
            throw invalidCursor();
        }
        return new Cursor(values);
    }

    private static String decode(String value) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
            if (text.indexOf('\0') < 0) { // PostgreSQL refuses NUL in text
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
        throw invalidCursor();
    }

    /** Returns the failure for a cursor that is malformed or belongs to another list. */
    public static Failure invalidCursor() {
        return Failure.invalid("/cursor", "is not a cursor of this list");
    }
}
