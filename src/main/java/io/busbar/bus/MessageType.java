package io.busbar.bus;

/**
 * What a subscriber handles: an event, which is public, or a continuation, which is private to its service.
 *
 * @param <P> the record that each message carries
 */
public sealed interface MessageType<P> permits Event, Continuation {

    /** Returns the full name, such as {@code catalog.service.created}. */
    String type();

    Class<P> payload();
}
