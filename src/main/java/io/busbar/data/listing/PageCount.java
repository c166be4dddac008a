package io.busbar.data.listing;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A number that a list reports with each page besides the total, for example of unread items. Over HTTP it is a header, on the event bus a
 * field of the page.
 *
 * @param name        one word in lower-case letters, such as {@code unread}
 * @param description one sentence for the API reference
 */
public record PageCount(String name, String description) {
    private static final Pattern NAME = Pattern.compile("[a-z]{1,30}");
    private static final Set<String> RESERVED = Set.of("items", "total", "counts");

    public PageCount {
        if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
            throw new IllegalArgumentException("Invalid name of a count: " + name);
        }
    }

    /** Returns the name of the header, such as {@code X-Unread-Count}. */
    public String header() {
        return "X-" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "-Count";
    }
}
