package io.busbar.services.users;

import static io.busbar.bus.FailureCode.NOT_FOUND;

import io.busbar.bus.Operation;
import io.busbar.services.users.AccountOperations.AccountId;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The internal operation with which the bookings service reads a professional's status, time zone and hourly rate. */
public interface BookingProfileOperations {
    Operation<AccountId, BookingProfile> GET_BOOKING_PROFILE = UsersOperations.USERS
            .internal("getBookingProfile")
            .summary("Get the booking profile of a professional")
            .fails(NOT_FOUND)
            .idempotent()
            .takes(AccountId.class)
            .returns(BookingProfile.class);

    /**
     * The status, time zone and hourly rate of a professional, which the bookings service needs.
     *
     * @param active               whether the account is active, that is, neither suspended nor being deleted
     * @param timeZone             the time zone of the professional's local times
     * @param hourlyRateMinorUnits the hourly rate in the currency's smallest unit; null if there is none
     * @param currency             the ISO 4217 code of the rate's currency; null without a rate
     * @param currencyDigits       the currency's number of decimals; null without a rate
     */
    record BookingProfile(
            UUID id,
            Boolean active,
            ZoneId timeZone,
            @Nullable Long hourlyRateMinorUnits,
            @Nullable String currency,
            @Nullable Integer currencyDigits) {}
}
