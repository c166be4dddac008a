package io.busbar.bookings;

import io.busbar.bus.Operation;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/** What presence asks of bookings: who has to do with whom. */
public interface PartnerOperations {
    /** As many can be asked about at once. */
    int PEOPLE = 20;

    Operation<People, Partners> PARTNERS = BookingOperations.BOOKINGS
            .internal("partners")
            .summary("Who has a booking with whom")
            .description("One that is pending or confirmed, or took place and ended within the last 30 days.")
            .idempotent()
            .takes(People.class)
            .answers(Partners.class);

    /** Whose partners. */
    record People(@NotNull @Size(max = PEOPLE) List<@NotNull UUID> ids) {}

    /** For each of them, in the order in which they were asked about. */
    record Partners(@NotNull List<@NotNull PartnersOf> people) {}

    /**
     * A person's partners.
     *
     * @param partners at most 500
     */
    record PartnersOf(@NotNull UUID id, @NotNull List<@NotNull UUID> partners) {}
}
