package io.busbar.services.users;

import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Operation;
import io.busbar.services.users.AccountOperations.AccountId;
import jakarta.validation.constraints.NotNull;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What bookings asks of users: who can be booked, in which time zone, and what an hour of theirs costs. */
public interface BookableProfessionalOperations {
    Operation<AccountId, BookableProfessional> GET_BOOKABLE_PROFESSIONAL = UsersOperations.USERS
            .internal("getBookableProfessional")
            .summary("A professional as somebody to be booked")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(AccountId.class)
            .returns(BookableProfessional.class);

    /**
     * A professional.
     *
     * @param bookable     whether they can be booked at present: neither suspended nor leaving
     * @param timeZone       the one their wall times are in
     * @param hourlyRateMinorUnits what an hour costs, in the currency's smallest unit; null when they have not said
     * @param currency   ISO 4217, with an hourly rate
     * @param currencyDigits     of the currency behind the point, with an hourly rate
     */
    record BookableProfessional(
            @NotNull UUID id,
            @NotNull Boolean bookable,
            @NotNull ZoneId timeZone,
            @Nullable Long hourlyRateMinorUnits,
            @Nullable String currency,
            @Nullable Integer currencyDigits) {}
}
