package io.busbar.live;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Decides whose presence a user sees, that of the user's partners, and how it is pushed. */
public interface PresencePolicy {
    /** Returns the maximum number of users per lookup. */
    int maxUsersPerLookup();

    /** Returns the partners of each user. */
    Future<Map<UUID, Set<UUID>>> partnersOf(List<UUID> users);

    /** Returns whether a user who gets a push of this type may have new or fewer partners. */
    boolean mayChangePartners(String pushType);

    /** Returns the push about a partner who came online or went offline. */
    PushMessage push(UUID partner, boolean online);
}
