package io.busbar.bus;

import java.time.Instant;
import java.util.UUID;

/**
 * One event as delivered to a subscriber.
 *
 * @param id          the same in every attempt and for every subscriber; handlers with external effects derive their IDs from it
 * @param type        the event's full name
 * @param key         events of one key are delivered in order
 * @param publishedAt when the event was published
 * @param attempt     1 for the first attempt
 */
public record EventEnvelope<P>(UUID id, String type, String key, P payload, Instant publishedAt, int attempt) {}
