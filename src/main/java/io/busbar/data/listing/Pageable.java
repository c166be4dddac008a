package io.busbar.data.listing;

import org.jspecify.annotations.Nullable;

/** The part of a list that a client asks for: the size of the page and the position at which it starts. */
public interface Pageable {

    /** Returns the maximum number of items on the page. */
    int pageSize();

    /** Returns the cursor of the previous page; null for the first page. */
    @Nullable
    String cursor();
}
