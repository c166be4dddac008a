package io.busbar.bus.rpc.membership;

import io.busbar.bus.json.Json;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Set;

/**
 * What a node says of itself to all others.
 *
 * @param id       the node
 * @param services what it runs
 * @param state    whether it takes calls
 * @param activeCalls     calls it is working on
 * @param joining    it has just joined and knows nobody, so whoever hears this answers at once
 * @param sentAt       its clock
 */
public record Heartbeat(
        String id, Set<String> services, NodeState state, int activeCalls, boolean joining, Instant sentAt) {
    public Heartbeat {
        services = Set.copyOf(services);
    }

    /**
     * Reads what another node sent.
     *
     * @throws RuntimeException when it is not an announcement
     */
    public static Heartbeat from(Message<?> message) {
        return Json.from((JsonObject) message.body(), Heartbeat.class);
    }
}
