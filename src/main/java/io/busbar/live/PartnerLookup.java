package io.busbar.live;

import io.busbar.bus.Bus;
import io.busbar.bus.RequestContext;
import io.busbar.services.bookings.PartnerOperations;
import io.busbar.services.bookings.PartnerOperations.ListPartners;
import io.busbar.services.bookings.PartnerOperations.PartnerList;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Looks up the booking partners of users, who may see their presence. */
@FunctionalInterface
public interface PartnerLookup {
    /** Maximum number of users per lookup. */
    int MAX_USERS = PartnerOperations.MAX_USERS;

    /** Returns the partners of each user. */
    Future<Map<UUID, Set<UUID>>> partnersOf(List<UUID> users);

    /** Creates a lookup by bookings: partners have a booking with each other. */
    static PartnerLookup byBookings(Bus bus) {
        return users -> bus.call(
                        PartnerOperations.LIST_PARTNERS,
                        new ListPartners(users),
                        RequestContext.system("presence", PartnerOperations.LIST_PARTNERS.timeout()))
                .map(found -> {
                    Map<UUID, Set<UUID>> partners = new HashMap<>();
                    for (PartnerList each : found.lists()) {
                        partners.put(each.id(), Set.copyOf(each.partners()));
                    }
                    return partners;
                });
    }
}
