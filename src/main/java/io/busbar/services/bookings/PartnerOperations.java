package io.busbar.services.bookings;

import io.busbar.bus.Operation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/** What presence asks of bookings: who has to do with whom. */
public interface PartnerOperations {
    /** As many can be asked about at once. */
    int MAX_PEOPLE = 20;

    Operation<ListPartners, PartnerLists> LIST_PARTNERS = BookingOperations.BOOKINGS
            .internal("listPartners")
            .summary("Who has a booking with whom")
            .description("One that is pending or confirmed, or took place and ended within the last 30 days.")
            .idempotent()
            .takes(ListPartners.class)
            .returns(PartnerLists.class);

    /** Whose partners. */
    record ListPartners(@NotNull @Size(max = MAX_PEOPLE) List<@NotNull UUID> ids) {}

    /** For each of them, in the order in which they were asked about. */
    record PartnerLists(@NotNull List<@NotNull PartnerList> lists) {}

    /**
     * A person's partners.
     *
     * @param partners at most 500
     */
    record PartnerList(@NotNull UUID id, @NotNull List<@NotNull UUID> partners) {}
}
