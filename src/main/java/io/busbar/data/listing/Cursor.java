package io.busbar.data.listing;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The end of a page, opaque to the client: the list and its sort order, and the sort values of the page's last item. The next page starts
 * after these values, so that items which stay in the list are neither repeated nor skipped while others are added or removed.
 *
 * @param order  the list and the sort order that the values belong to
 * @param values the sort values as text, in the order of the sort keys
 */
public record Cursor(String order, List<String> values) {
    /** The length of the longest cursor: the names of list and order, a text of 200 four-byte characters and an ID, in base64. */
    public static final int MAX_LENGTH = 1_200;

    /** A character outside the base64url alphabet. */
    private static final String SEPARATOR = ".";

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    public Cursor {
        values = List.copyOf(values);
    }

    /**
     * Returns the cursor as text.
     *
     * @throws IllegalStateException if a sort value is too long: the sort key must be bounded, for example {@code left(title, 200)}
     */
    public String encode() {
        String encoded = Stream.concat(Stream.of(order), values.stream())
                .map(value -> BASE64.encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(SEPARATOR));
        if (encoded.length() > MAX_LENGTH) {
            throw new IllegalStateException("A sort value of " + order + " is too long for a cursor");
        }
        return encoded;
    }

    /**
     * Decodes the cursor of an earlier page.
     *
     * @throws InvalidCursorException if the text is not a cursor of this order with this number of values
     */
    public static Cursor decode(String encoded, String order, int valueCount) {
        List<String> parts = new ArrayList<>(valueCount + 1);
        for (String part : encoded.split("\\.", -1)) {
            parts.add(decode(part));
        }
        if (parts.size() != valueCount + 1 || !parts.getFirst().equals(order)) {
            throw new InvalidCursorException();
        }
        return new Cursor(order, parts.subList(1, parts.size()));
    }

    private static String decode(String part) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(part));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new InvalidCursorException();
        }
    }
}
