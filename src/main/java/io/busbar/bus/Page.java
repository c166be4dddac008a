package io.busbar.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Over HTTP the body is a plain JSON array; {@code nextCursor} becomes a {@code Link} header with {@code rel="next"},
 * {@code total} the header {@code X-Total-Count} and {@code unread} the header {@code X-Unread-Count}.
 *
 * @param items      at most {@code limit} items
 * @param nextCursor the opaque cursor of the next page; absent on the last page
 * @param total      the number of items on all pages; absent if counting is too expensive
 * @param unread     the number of unread items on all pages, for lists of things that can be read
 */
public record Page<T>(
        List<T> items,
        @Nullable String nextCursor,
        @Nullable Long total,
        @Nullable Long unread) {
    /** The page size if the request does not set a limit. */
    public static final int DEFAULT_LIMIT = 50;

    /** The largest limit that a request may set. */
    public static final int MAX_LIMIT = 200;

    public Page {
        items = List.copyOf(items);
    }

    /** Creates a page of a list without unread items. */
    public Page(List<T> items, @Nullable String nextCursor, @Nullable Long total) {
        this(items, nextCursor, total, null);
    }
}
