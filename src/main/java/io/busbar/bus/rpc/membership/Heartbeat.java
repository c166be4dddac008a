package io.busbar.bus.rpc.membership;

import io.busbar.bus.json.Json;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Set;

/**
 * The message that a node publishes about itself at every heartbeat interval.
 *
 * @param id          the node's ID
 * @param services    names of the services it runs
 * @param servicesRevision rises with every change of the services, because heartbeats may arrive in another order than they were sent
 * @param state       its state
 * @param activeCalls number of calls that its services are handling
 * @param joining     whether the node has just joined; other nodes answer at once with a heartbeat
 * @param sentAt      the time of its clock
 */
public record Heartbeat(
        String id,
        Set<String> services,
        long servicesRevision,
        NodeState state,
        int activeCalls,
        boolean joining,
        Instant sentAt) {
    public Heartbeat {
        services = Set.copyOf(services);
    }

    /**
     * Decodes the heartbeat of another node.
     *
     * @throws RuntimeException if the message is not a heartbeat
     */
    public static Heartbeat from(Message<?> message) {
        return Json.from((JsonObject) message.body(), Heartbeat.class);
    }
}
