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
import org.jspecify.annotations.Nullable;

/** Lists the online status of booking partners. Without Redis every partner is shown as offline. */
final class PartnerPresenceHandler {
    private final Bus bus;
    private final OnlineUsers onlineUsers;

    PartnerPresenceHandler(Bus bus, OnlineUsers onlineUsers) {
        this.bus = bus;
        this.onlineUsers = onlineUsers;
    }

    Future<ListResult<PartnerPresence>> listPartners(Empty request, Call<ListResult<PartnerPresence>> call) {
        return partnersOf(call)
                .compose(partners -> onlineUsers
                        .onlineSince(partners)
                        .otherwise(Map.of())
                        .map(onlineSince -> toPresences(partners, onlineSince)));
    }

    private Future<List<UUID>> partnersOf(Call<?> call) {
        return bus.call(
                        PartnerOperations.LIST_PARTNERS,
                        new ListPartners(List.of(call.userId())),
                        call.requestContext())
                .map(response -> response.lists().stream()
                        .map(PartnerList::partners)
                        .flatMap(List::stream)
                        .toList());
    }

    private static ListResult<PartnerPresence> toPresences(List<UUID> partners, Map<UUID, Instant> onlineSince) {
        return new ListResult<>(partners.stream()
                .map(partner -> toPresence(partner, onlineSince.get(partner)))
                .toList());
    }

    private static PartnerPresence toPresence(UUID partner, @Nullable Instant since) {
        return new PartnerPresence(partner, since != null, since == null ? null : since.atOffset(ZoneOffset.UTC));
    }
}
