package io.busbar.services.presence;

import static io.busbar.bus.Access.signedIn;

import io.busbar.bus.Contract;
import io.busbar.bus.Doc;
import io.busbar.bus.Empty;
import io.busbar.bus.ListResult;
import io.busbar.bus.Operation;
import io.busbar.bus.Push;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The operation and the pushes about the online status of booking partners. */
public interface PresenceOperations {
    Contract PRESENCE =
            Contract.of("presence", "Online status of booking partners.").holdsNoPersonalData();

    Operation<Empty, ListResult<PartnerPresence>> LIST_PARTNERS = PRESENCE.get("listPartners", "/presence")
            .summary("List the online status of booking partners")
            .description(
                    "Returns the online status of the signed-in user's booking partners: the people with whom they have a pending or"
                            + " confirmed booking, or a booking that took place and ended within the last 30 days; at most 500."
                            + " A user is online while they have an event bus connection open. Accurate to within 10 seconds.")
            .allow(signedIn())
            .returnsList(PartnerPresence.class);

    Push<Partner> ONLINE = PRESENCE.statePush("presence:online", "A booking partner came online.", Partner.class);
    Push<Partner> OFFLINE = PRESENCE.statePush("presence:offline", "A booking partner went offline.", Partner.class);

    /** A user whose status changed. Pushed immediately to the user's booking partners. Has no cursor, because it is not stored. */
    record Partner(@Doc("The partner's user ID.") UUID userId) {}

    /** A partner's online status. */
    record PartnerPresence(
            @Doc("The partner's user ID.") UUID userId,
            @Doc("Whether the partner is online.") Boolean online,

            @Nullable @Doc("When the partner came online; null if offline.")
            OffsetDateTime since) {}
}
