package io.busbar.bus;

import java.time.Instant;
import java.util.UUID;

/**
 * One event, continuation or tick as delivered to a subscriber.
 *
 * @param id          the same in every attempt and for every subscriber; handlers with external effects derive their IDs from it
 * @param type        the full name
 * @param key         what has the same key is delivered in order
 * @param publishedAt when the event was published or the continuation enqueued
 * @param attempt     1 for the first attempt
 */
public record EventEnvelope<P>(UUID id, String type, String key, P payload, Instant publishedAt, int attempt) {}
