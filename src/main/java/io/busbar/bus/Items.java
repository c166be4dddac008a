package io.busbar.bus;

import java.util.List;

/** A complete list as an answer; over HTTP the plain array. */
public record Items<T>(List<T> items) {
    public Items {
        items = List.copyOf(items);
    }
}
