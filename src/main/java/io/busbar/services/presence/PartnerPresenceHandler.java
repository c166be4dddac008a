package io.busbar.services.presence;

import io.busbar.bus.Bus;
import io.busbar.bus.Call;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.data.OnlineUsers;
import io.busbar.services.bookings.PartnerOperations;
import io.busbar.services.bookings.PartnerOperations.ListPartners;
import io.busbar.services.bookings.PartnerOperations.PartnerList;
import io.busbar.services.presence.PresenceOperations.PartnerPresence;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Lists the online status of booking partners. Without Redis every partner is shown as offline. */
final class PartnerPresenceHandler {
    private final Bus bus;
    private final OnlineUsers online;

    PartnerPresenceHandler(Bus bus, OnlineUsers online) {
        this.bus = bus;
        this.online = online;
    }

    Future<ListResult<PartnerPresence>> listPartners(Empty request, Call<ListResult<PartnerPresence>> call) {
        return bus.call(
                        PartnerOperations.LIST_PARTNERS,
                        new ListPartners(List.of(call.userId())),
                        call.requestContext())
                .map(found -> found.lists().stream()
                        .map(PartnerList::partners)
                        .flatMap(List::stream)
                        .toList())
                .compose(partners -> online.onlineSince(partners)
                        .otherwise(Map.of())
                        .map(since -> new ListResult<>(partners.stream()
                                .map(partner -> presence(partner, since))
                                .toList())));
    }

    private static PartnerPresence presence(UUID partner, Map<UUID, Instant> online) {
        Instant since = online.get(partner);
        return new PartnerPresence(partner, since != null, since == null ? null : since.atOffset(ZoneOffset.UTC));
    }
}
