package io.busbar.live;

import io.busbar.bookings.PartnerOperations;
import io.busbar.bookings.PartnerOperations.PartnersOf;
import io.busbar.bookings.PartnerOperations.People;
import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Who may know of whose presence. */
@FunctionalInterface
public interface Partners {
    /** As many can be asked about at once. */
    int AT_ONCE = PartnerOperations.PEOPLE;

    /** The partners of each. */
    Future<Map<UUID, Set<UUID>>> of(List<UUID> people);

    /** Those who have a booking with each other. */
    static Partners byBookings(Bus bus) {
        return people -> bus.call(
                        PartnerOperations.PARTNERS,
                        new People(people),
                        Caller.program("presence", PartnerOperations.PARTNERS.timeLimit()))
                .map(found -> {
                    Map<UUID, Set<UUID>> partners = new HashMap<>();
                    for (PartnersOf each : found.people()) {
                        partners.put(each.id(), Set.copyOf(each.partners()));
                    }
                    return partners;
                });
    }
}
