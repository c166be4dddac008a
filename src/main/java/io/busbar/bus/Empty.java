package io.busbar.bus;

/** The request of an operation that takes none, and the answer of one that gives none. */
public record Empty() {
    public static final Empty INSTANCE = new Empty();
}
