package io.busbar.services.bookings;

import io.busbar.bus.Operation;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/** Booking partners, which decide who can see whose presence. */
public interface PartnerOperations {
    /** The maximum number of users per request. */
    int MAX_USERS = 20;

    Operation<ListPartners, PartnerLists> LIST_PARTNERS = BookingOperations.BOOKINGS
            .internal("listPartners")
            .summary("List the booking partners of users")
            .description(
                    "Partners share a booking that is pending, confirmed or completed and did not end more than 30 days ago.")
            .idempotent()
            .takes(ListPartners.class)
            .returns(PartnerLists.class);

    record ListPartners(@Size(max = MAX_USERS) List<UUID> ids) {}

    /** The partners of each user, in the order of the request. */
    record PartnerLists(List<PartnerList> lists) {}

    /**
     * A user's partners.
     *
     * @param partners at most 500, latest booking first
     */
    record PartnerList(UUID id, List<UUID> partners) {}
}
