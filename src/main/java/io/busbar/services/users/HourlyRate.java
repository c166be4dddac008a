package io.busbar.services.users;

import io.busbar.bus.Failure;
import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * The price of an hour.
 *
 * @param minorUnits     amount in the currency's smallest unit
 * @param currency       ISO 4217 code
 * @param fractionDigits number of decimals of the currency
 */
record HourlyRate(long minorUnits, String currency, int fractionDigits) {
    private static final String DEFAULT_CURRENCY = "EUR";

    BigDecimal amount() {
        return BigDecimal.valueOf(minorUnits, fractionDigits);
    }

    /**
     * Returns the rate after a change; null if there is none.
     *
     * @param amount   the new amount; 0 removes the rate, null keeps the amount
     * @param currency the new currency; null keeps the currency
     */
    static @Nullable HourlyRate updated(
            @Nullable HourlyRate current, @Nullable BigDecimal amount, @Nullable String currency) {
        if (amount != null && amount.signum() == 0) {
            return null;
        }
        BigDecimal value = amount != null ? amount : current == null ? null : current.amount();
        if (value == null) {
            throw Failure.invalid("/currency", "requires an hourlyRate");
        }
        return of(value, currency != null ? currency : current == null ? DEFAULT_CURRENCY : current.currency());
    }

    private static HourlyRate of(BigDecimal amount, String currency) {
        int fractionDigits;
        try {
            fractionDigits = Currency.getInstance(currency).getDefaultFractionDigits();
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("/currency", "must be an ISO 4217 currency code");
        }
        if (fractionDigits < 0) {
            throw Failure.invalid("/currency", "must be a currency that payments can use");
        }
        BigDecimal minorUnits = amount.movePointRight(fractionDigits).stripTrailingZeros();
        if (minorUnits.scale() > 0) {
            throw Failure.invalid("/hourlyRate", "must have at most " + fractionDigits + " decimals in " + currency);
        }
        return new HourlyRate(minorUnits.longValueExact(), currency, fractionDigits);
    }
}
