package io.busbar.bus;

/**
 * Something that happened in a service. An event is published in a change, stored with it, and delivered to every subscriber: in order per
 * key, with exactly one effect.
 *
 * @param type    the full name, such as {@code catalog.service.created}
 * @param subject the type of the object that the event is about, as the audit names it: {@code service}
 * @param summary one sentence for the API reference
 * @param payload the record that describes what happened
 */
public record Event<P>(String type, String subject, String summary, Class<P> payload) implements MessageType<P> {}
