package io.busbar.bus;

/**
 * Work that a service does next, for itself. It is enqueued in a change, at once or for a later time, and handled by one subscriber of the
 * same service: in order per key, with retries and dead letters like an event. It is no part of the service's public contract, and nothing
 * remains of it once it is handled.
 *
 * @param type    the full name, such as {@code bookings.hold.due}
 * @param payload the record that each one carries; IDs of people, never their names or addresses
 */
public record Continuation<P>(String type, Class<P> payload) implements MessageType<P> {}
