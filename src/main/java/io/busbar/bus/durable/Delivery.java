package io.busbar.bus.durable;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.busbar.bus.Occurrence;
import io.busbar.bus.Subscriber;
import io.busbar.bus.Tx;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;

/** One event on its way to one subscriber. */
record Delivery(long id, int attempts, UUID event, String type, String key, String payload, OffsetDateTime at) {

    static Delivery of(Row row) {
        return new Delivery(
                row.getLong("id"),
                row.getInteger("attempts"),
                row.getUUID("event"),
                row.getString("type"),
                row.getString("key"),
                row.getString("payload"),
                row.getOffsetDateTime("at"));
    }

    /** Does what the subscriber does on it; fails when it has nothing to do on events of this type. */
    Future<?> perform(Subscriber subscriber, Tx tx) {
        Subscriber.Reaction<?> reaction = subscriber.reactions().get(type);
        if (reaction == null) {
            return Future.failedFuture(new IllegalStateException("no reaction to " + type + " on this node"));
        }
        try {
            return apply(reaction, tx);
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private <P> Future<?> apply(Subscriber.Reaction<P> reaction, Tx tx) throws JsonProcessingException {
        P read = Json.mapper().readValue(payload, reaction.event().payload());
        return reaction.effect().apply(tx, new Occurrence<>(event, type, key, read, at.toInstant(), attempts + 1));
    }
}
