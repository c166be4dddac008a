package io.busbar.bus;

import java.time.Instant;
import java.util.UUID;

/**
 * One event as a subscriber gets it.
 *
 * @param id      the same in every attempt and for every subscriber: what outside effects derive their id from
 * @param type    the event's full name
 * @param key     what its order is kept by
 * @param payload what happened
 * @param publishedAt      when it was announced
 * @param attempt 1 for the first
 */
public record EventEnvelope<P>(UUID id, String type, String key, P payload, Instant publishedAt, int attempt) {}
