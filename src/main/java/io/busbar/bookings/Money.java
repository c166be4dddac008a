package io.busbar.bookings;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Currency;
import java.util.Optional;

/**
 * An amount of money.
 *
 * @param minor    in the currency's smallest unit
 * @param currency ISO 4217
 * @param digits   of the currency behind the point
 */
record Money(long minor, String currency, int digits) {

    /** In whole units, as people write it. */
    BigDecimal amount() {
        return BigDecimal.valueOf(minor, digits);
    }

    /** What so much time costs at this price an hour, rounded half up. */
    Money forTime(Duration time) {
        BigDecimal exact = BigDecimal.valueOf(minor).multiply(BigDecimal.valueOf(time.toMinutes()));
        BigInteger rounded =
                exact.divide(BigDecimal.valueOf(60), 0, RoundingMode.HALF_UP).toBigIntegerExact();
        return new Money(rounded.longValueExact(), currency, digits);
    }

    /** How many digits a currency has behind the point; empty when people cannot pay in it. */
    static Optional<Integer> digitsOf(String currency) {
        try {
            int digits = Currency.getInstance(currency).getDefaultFractionDigits();
            return digits < 0 || digits > 4 ? Optional.empty() : Optional.of(digits);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
