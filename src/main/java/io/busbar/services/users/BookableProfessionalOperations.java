package io.busbar.services.users;

import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Operation;
import io.busbar.services.users.AccountOperations.AccountId;
import jakarta.validation.constraints.NotNull;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The internal operation by which bookings reads whether a professional can be booked, their time zone and their hourly rate. */
public interface BookableProfessionalOperations {
    Operation<AccountId, BookableProfessional> GET_BOOKABLE_PROFESSIONAL = UsersOperations.USERS
            .internal("getBookableProfessional")
            .summary("Get a professional for bookings")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(AccountId.class)
            .returns(BookableProfessional.class);

    /**
     * A professional as bookings needs it.
     *
     * @param bookable             whether the account is active, that is neither suspended nor being deleted
     * @param timeZone             the time zone of the professional's local times
     * @param hourlyRateMinorUnits the hourly rate in the currency's smallest unit; null if there is none
     * @param currency             the ISO 4217 code of the rate's currency; null without a rate
     * @param currencyDigits       the currency's number of decimals; null without a rate
     */
    record BookableProfessional(
            @NotNull UUID id,
            @NotNull Boolean bookable,
            @NotNull ZoneId timeZone,
            @Nullable Long hourlyRateMinorUnits,
            @Nullable String currency,
            @Nullable Integer currencyDigits) {}
}
