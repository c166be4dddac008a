package io.busbar.services.bookings.availability;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Currency;
import java.util.Optional;

/**
 * An amount of money.
 *
 * @param minorUnits    in the currency's smallest unit
 * @param currency ISO 4217
 * @param fractionDigits   of the currency behind the point
 */
public record Money(long minorUnits, String currency, int fractionDigits) {

    /** In whole units, as people write it. */
    public BigDecimal toDecimal() {
        return BigDecimal.valueOf(minorUnits, fractionDigits);
    }

    /** What so much time costs at this price an hour, rounded half up. */
    Money forDuration(Duration duration) {
        BigDecimal exact = BigDecimal.valueOf(minorUnits).multiply(BigDecimal.valueOf(duration.toMinutes()));
        BigInteger rounded =
                exact.divide(BigDecimal.valueOf(60), 0, RoundingMode.HALF_UP).toBigIntegerExact();
        return new Money(rounded.longValueExact(), currency, fractionDigits);
    }

    /** How many digits a currency has behind the point; empty when people cannot pay in it. */
    static Optional<Integer> fractionDigitsOf(String currency) {
        try {
            int fractionDigits = Currency.getInstance(currency).getDefaultFractionDigits();
            return fractionDigits < 0 || fractionDigits > 4 ? Optional.empty() : Optional.of(fractionDigits);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
