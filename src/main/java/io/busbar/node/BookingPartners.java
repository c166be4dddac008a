package io.busbar.node;

import io.busbar.bus.Bus;
import io.busbar.bus.Push;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.Json;
import io.busbar.live.PresencePolicy;
import io.busbar.live.PushMessage;
import io.busbar.services.bookings.BookingOperations;
import io.busbar.services.bookings.PartnerOperations;
import io.busbar.services.bookings.PartnerOperations.ListPartners;
import io.busbar.services.bookings.PartnerOperations.PartnerList;
import io.busbar.services.presence.PresenceOperations;
import io.busbar.services.presence.PresenceOperations.Partner;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Lets users see the presence of those with whom they have a booking. */
final class BookingPartners implements PresencePolicy {
    private static final Set<String> BOOKING_PUSHES =
            BookingOperations.BOOKINGS.pushes().stream().map(Push::type).collect(Collectors.toUnmodifiableSet());

    private final Bus bus;

    BookingPartners(Bus bus) {
        this.bus = bus;
    }

    @Override
    public int maxUsersPerLookup() {
        return PartnerOperations.MAX_USERS;
    }

    @Override
    public Future<Map<UUID, Set<UUID>>> partnersOf(List<UUID> users) {
        return bus.call(
                        PartnerOperations.LIST_PARTNERS,
                        new ListPartners(users),
                        RequestContext.system("presence", PartnerOperations.LIST_PARTNERS.timeout()))
                .map(found -> found.lists().stream()
                        .collect(Collectors.toMap(PartnerList::id, list -> Set.copyOf(list.partners()))));
    }

    @Override
    public boolean mayChangePartners(String pushType) {
        return BOOKING_PUSHES.contains(pushType);
    }

    @Override
    public PushMessage push(UUID partner, boolean online) {
        Push<Partner> push = online ? PresenceOperations.ONLINE : PresenceOperations.OFFLINE;
        return new PushMessage(null, push.type(), Instant.now(), Json.string(new Partner(partner)));
    }
}
