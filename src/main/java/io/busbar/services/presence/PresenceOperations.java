package io.busbar.services.presence;

import static io.busbar.bus.Access.signedIn;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.Push;
import jakarta.validation.constraints.NotNull;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is online, for those who have a booking with them. */
public interface PresenceOperations {
    Contract PRESENCE = Contract.of("presence", "Who is online, for those who have a booking with them.");

    Operation<Empty, ListResult<PartnerPresence>> LIST_PARTNERS = PRESENCE.get("partners", "/presence")
            .summary("Who of one's partners is online")
            .description(
                    "Everybody with whom one has a booking that is pending or confirmed, or took place and ended within the last 30 days;"
                            + " at most 500. Online is who has the event bus open in a browser. Right within 10 seconds.")
            .allow(signedIn())
            .returnsList(PartnerPresence.class);

    Push<Partner> ONLINE = PRESENCE.push("presence:online", "A partner came online", Partner.class);
    Push<Partner> OFFLINE = PRESENCE.push("presence:offline", "A partner went offline", Partner.class);

    /** Who it is about. Pushed to their partners as it happens, without a cursor: it is not kept. */
    record Partner(@NotNull @Doc("The partner.") UUID userId) {}

    /** Whether a partner is online. */
    record PartnerPresence(
            @NotNull @Doc("The partner.") UUID userId,
            @NotNull @Doc("Whether they are online.") Boolean online,
            @Nullable @Doc("Since when they are online.") OffsetDateTime since) {}
}
