package io.busbar.bus;

/** The request of an operation without parameters, and the result of an operation that returns no content. */
public record Empty() {
    public static final Empty INSTANCE = new Empty();
}
