package io.busbar.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Over HTTP the body is the plain array; {@code next} becomes a {@code Link} header with {@code rel="next"},
 * {@code total} the header {@code X-Total-Count}, {@code unread} the header {@code X-Unread-Count}.
 *
 * @param items at most the {@code limit} asked for
 * @param next  opaque cursor of the following page; absent on the last
 * @param total how many there are in all; absent where counting would cost more than it tells
 * @param unread how many of all are unread, of things that people read
 */
public record Page<T>(
        List<T> items,
        @Nullable String next,
        @Nullable Long total,
        @Nullable Long unread) {
    /** How many items a page holds unless the request says otherwise. */
    public static final int DEFAULT_LIMIT = 50;

    /** How many items a request may ask for. */
    public static final int MAX_LIMIT = 200;

    public Page {
        items = List.copyOf(items);
    }

    /** Of things that are not read or unread. */
    public Page(List<T> items, @Nullable String next, @Nullable Long total) {
        this(items, next, total, null);
    }
}
