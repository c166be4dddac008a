package io.busbar.users;

import io.busbar.bus.Failure;
import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What an hour costs.
 *
 * @param minor    in the currency's smallest unit
 * @param currency ISO 4217
 * @param digits   of the currency behind the point
 */
record HourlyRate(long minor, String currency, int digits) {
    private static final String STANDARD = "EUR";

    BigDecimal amount() {
        return BigDecimal.valueOf(minor, digits);
    }

    /**
     * The rate after a change; null for none.
     *
     * @param amount   of the change; 0 ends the rate, null keeps it
     * @param currency of the change; null keeps it
     */
    static @Nullable HourlyRate after(
            @Nullable HourlyRate before, @Nullable BigDecimal amount, @Nullable String currency) {
        if (amount != null && amount.signum() == 0) {
            return null;
        }
        BigDecimal value = amount != null ? amount : before == null ? null : before.amount();
        if (value == null) {
            throw Failure.invalid("/currency", "needs an hourlyRate");
        }
        return of(value, currency != null ? currency : before == null ? STANDARD : before.currency());
    }

    private static HourlyRate of(BigDecimal amount, String currency) {
        int digits;
        try {
            digits = Currency.getInstance(currency).getDefaultFractionDigits();
        } catch (IllegalArgumentException e) {
            throw Failure.invalid("/currency", "must be a currency of ISO 4217");
        }
        if (digits < 0) {
            throw Failure.invalid("/currency", "must be a currency that people pay in");
        }
        BigDecimal minor = amount.movePointRight(digits).stripTrailingZeros();
        if (minor.scale() > 0) {
            throw Failure.invalid("/hourlyRate", "must have at most " + digits + " decimals in " + currency);
        }
        return new HourlyRate(minor.longValueExact(), currency, digits);
    }
}
