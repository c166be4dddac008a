package io.busbar.bus.outbox;

import io.busbar.bus.Push;
import io.busbar.bus.json.Json;
import java.time.Instant;
import java.util.UUID;

/**
 * The latest value of something that a user watches, such as the progress of a job.
 *
 * @param user the ID of the receiving user
 * @param key  names the thing among all things: a newer value of the same key replaces this one
 * @param version rises with each value of the key; the clocks of two nodes could order their values wrongly
 * @param data the payload as JSON
 */
public record StatePush(UUID user, String key, String type, Instant at, long version, String data) {
    public static <P extends Record> StatePush of(UUID user, Push<P> push, Object id, long version, P payload) {
        return new StatePush(user, push.type() + "/" + id, push.type(), Instant.now(), version, Json.string(payload));
    }
}
