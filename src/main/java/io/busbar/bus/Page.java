package io.busbar.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Over HTTP the body is the plain array; {@code next} becomes a {@code Link} header with {@code rel="next"},
 * {@code total} the header {@code X-Total-Count}.
 *
 * @param items at most the {@code limit} asked for
 * @param next  opaque cursor of the following page; absent on the last
 * @param total how many there are in all; absent where counting would cost more than it tells
 */
public record Page<T>(
        List<T> items, @Nullable String next, @Nullable Long total) {
    /** How many items a page holds unless the request says otherwise. */
    public static final int DEFAULT_LIMIT = 50;

    /** How many items a request may ask for. */
    public static final int MAX_LIMIT = 200;

    public Page {
        items = List.copyOf(items);
    }
}
