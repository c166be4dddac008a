package io.busbar.services.users;

import io.busbar.bus.Failure;
import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What an hour costs.
 *
 * @param minorUnits    in the currency's smallest unit
 * @param currency ISO 4217
 * @param fractionDigits   of the currency behind the point
 */
record HourlyRate(long minorUnits, String currency, int fractionDigits) {
    private static final String DEFAULT_CURRENCY = "EUR";

    BigDecimal amount() {
        return BigDecimal.valueOf(minorUnits, fractionDigits);
    }

    /**
     * The rate after a change; null for none.
     *
     * @param amount   of the change; 0 ends the rate, null keeps it
     * @param currency of the change; null keeps it
     */
    static @Nullable HourlyRate updated(
            @Nullable HourlyRate current, @Nullable BigDecimal amount, @Nullable String currency) {
        if (amount != null && amount.signum() == 0) {
            return null;
        }
        BigDecimal value = amount != null ? amount : current == null ? null : current.amount();
        if (value == null) {
            throw Failure.invalid("/currency", "needs an hourlyRate");
        }
        return of(value, currency != null ? currency : current == null ? DEFAULT_CURRENCY : current.currency());
    }

    private static HourlyRate of(BigDecimal amount, String currency) {
        int fractionDigits;
        try {
            fractionDigits = Currency.getInstance(currency).getDefaultFractionDigits();
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("/currency", "must be a currency of ISO 4217");
        }
        if (fractionDigits < 0) {
            throw Failure.invalid("/currency", "must be a currency that people pay in");
        }
        BigDecimal minorUnits = amount.movePointRight(fractionDigits).stripTrailingZeros();
        if (minorUnits.scale() > 0) {
            throw Failure.invalid("/hourlyRate", "must have at most " + fractionDigits + " decimals in " + currency);
        }
        return new HourlyRate(minorUnits.longValueExact(), currency, fractionDigits);
    }
}
