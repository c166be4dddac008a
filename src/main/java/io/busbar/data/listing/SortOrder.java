package io.busbar.data.listing;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An order that a list can have. All keys have one direction, so that the position after an item is a single row comparison, which an
 * index serves.
 *
 * @param name       name of the order; cursors contain it, so that a cursor of another order is rejected
 * @param descending whether the highest values come first
 * @param keys       sort keys; together they are unique, so that no two items have the same position
 */
public record SortOrder(String name, boolean descending, List<SortKey> keys) {
    public SortOrder {
        keys = List.copyOf(keys);
    }

    public static SortOrder ascending(String name, SortKey... keys) {
        return new SortOrder(name, false, List.of(keys));
    }

    public static SortOrder descending(String name, SortKey... keys) {
        return new SortOrder(name, true, List.of(keys));
    }

    /** Returns the list of an {@code order by} clause. */
    String orderBy() {
        String direction = descending ? " desc" : "";
        return keys.stream().map(key -> key.expression() + direction).collect(Collectors.joining(", "));
    }

    /** Returns the condition for the items after a position. */
    String after(List<String> placeholders) {
        String position = String.join(", ", placeholders);
        String values = keys.stream().map(SortKey::expression).collect(Collectors.joining(", "));
        return "(%s) %s (%s)".formatted(values, descending ? "<" : ">", position);
    }
}
