package io.busbar.bus;

import java.util.List;

/** A complete list as a result. Over HTTP the body is a plain JSON array. */
public record ListResult<T>(List<T> items) {
    public ListResult {
        items = List.copyOf(items);
    }
}
