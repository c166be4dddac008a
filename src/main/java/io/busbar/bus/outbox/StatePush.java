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
 * @param data the payload as JSON
 */
public record StatePush(UUID user, String key, String type, Instant at, String data) {
    public static <P extends Record> StatePush of(UUID user, Push<P> push, Object id, P payload) {
        return new StatePush(user, push.type() + "/" + id, push.type(), Instant.now(), Json.string(payload));
    }
}
