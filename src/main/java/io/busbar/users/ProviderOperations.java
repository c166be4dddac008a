package io.busbar.users;

import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Operation;
import io.busbar.users.AccountOperations.AccountId;
import jakarta.validation.constraints.NotNull;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What bookings asks of users: who can be booked, in which time zone, and what an hour of theirs costs. */
public interface ProviderOperations {
    Operation<AccountId, Professional> PROVIDER = UsersOperations.USERS
            .internal("provider")
            .summary("A professional as somebody to be booked")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(AccountId.class)
            .answers(Professional.class);

    /**
     * A professional.
     *
     * @param active     whether they can be booked at present: neither suspended nor leaving
     * @param zone       the one their wall times are in
     * @param hourlyRate what an hour costs, in the currency's smallest unit; null when they have not said
     * @param currency   ISO 4217, with an hourly rate
     * @param digits     of the currency behind the point, with an hourly rate
     */
    record Professional(
            @NotNull UUID id,
            @NotNull Boolean active,
            @NotNull ZoneId zone,
            @Nullable Long hourlyRate,
            @Nullable String currency,
            @Nullable Integer digits) {}
}
