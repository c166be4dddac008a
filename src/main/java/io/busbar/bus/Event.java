package io.busbar.bus;

/**
 * Something a service announces when it has happened. Announced in a change, stored with it, delivered to every subscriber, in
 * order per key and once in effect.
 *
 * @param type    full name, {@code catalog.service.created}
 * @param summary one sentence for the reference
 * @param payload the record that tells what happened
 */
public record Event<P>(String type, String summary, Class<P> payload) {}
