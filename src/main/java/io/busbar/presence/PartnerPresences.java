package io.busbar.presence;

import io.busbar.bookings.PartnerOperations;
import io.busbar.bookings.PartnerOperations.PartnersOf;
import io.busbar.bookings.PartnerOperations.People;
import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Items;
import io.busbar.bus.Nothing;
import io.busbar.data.OnlineUsers;
import io.busbar.presence.PresenceOperations.PartnerPresence;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells people who of their partners is online; without Redis that is nobody. */
final class PartnerPresences {
    private final Bus bus;
    private final OnlineUsers online;

    PartnerPresences(Bus bus, OnlineUsers online) {
        this.bus = bus;
        this.online = online;
    }

    Future<Items<PartnerPresence>> own(Nothing request, Call<Items<PartnerPresence>> call) {
        return bus.call(PartnerOperations.PARTNERS, new People(List.of(call.user())), call.caller())
                .map(found -> found.people().stream()
                        .map(PartnersOf::partners)
                        .flatMap(List::stream)
                        .toList())
                .compose(partners -> online.since(partners)
                        .otherwise(Map.of())
                        .map(since -> new Items<>(partners.stream()
                                .map(partner -> presence(partner, since))
                                .toList())));
    }

    private static PartnerPresence presence(UUID partner, Map<UUID, Instant> online) {
        Instant since = online.get(partner);
        return new PartnerPresence(partner, since != null, since == null ? null : since.atOffset(ZoneOffset.UTC));
    }
}
