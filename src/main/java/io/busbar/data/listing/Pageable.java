package io.busbar.data.listing;

import org.jspecify.annotations.Nullable;

/** What a client asks of a list: how many items, and after which position. */
public interface Pageable {

    /** Returns the maximum number of items on the page. */
    int pageSize();

    /** Returns the cursor of the previous page; null for the first page. */
    @Nullable
    String cursor();
}
