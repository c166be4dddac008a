package io.busbar.bus.lane;

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
 * @param load     calls it is working on
 * @param hello    it has just joined and knows nobody, so whoever hears this answers at once
 * @param at       its clock
 */
record Announcement(String id, Set<String> services, NodeState state, int load, boolean hello, Instant at) {
    Announcement {
        services = Set.copyOf(services);
    }

    /**
     * Reads what another node sent.
     *
     * @throws RuntimeException when it is not an announcement
     */
    static Announcement from(Message<?> message) {
        return Json.from((JsonObject) message.body(), Announcement.class);
    }
}
