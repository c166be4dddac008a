package io.busbar.node;

import java.util.List;

/** What this program is made of. */
public final class Composition {
    /** The schemas with migrations, in the order in which they are made. */
    public static final List<String> SCHEMAS = List.of("extensions", "bus", "tokens", "catalog");

    private Composition() {}
}
