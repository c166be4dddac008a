package io.busbar.bus;

import java.util.List;

/** A complete list as an answer; over HTTP the plain array. */
public record ListResult<T>(List<T> items) {
    public ListResult {
        items = List.copyOf(items);
    }
}
