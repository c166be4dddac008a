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
 * @param minorUnits the amount in the smallest unit of the currency
 * @param currency the ISO 4217 code
 * @param fractionDigits the number of decimal places of the currency
 */
public record Money(long minorUnits, String currency, int fractionDigits) {

    /** Returns the amount in major units, such as 45.50. */
    public BigDecimal toDecimal() {
        return BigDecimal.valueOf(minorUnits, fractionDigits);
    }

    /** Returns the price of a duration if this is the price of an hour, rounded half up. */
    Money forDuration(Duration duration) {
        BigDecimal exact = BigDecimal.valueOf(minorUnits).multiply(BigDecimal.valueOf(duration.toMinutes()));
        BigInteger rounded =
                exact.divide(BigDecimal.valueOf(60), 0, RoundingMode.HALF_UP).toBigIntegerExact();
        return new Money(rounded.longValueExact(), currency, fractionDigits);
    }

    /** Returns the number of decimal places of the currency, or empty if it is unknown or no means of payment. */
    static Optional<Integer> fractionDigitsOf(String currency) {
        try {
            int fractionDigits = Currency.getInstance(currency).getDefaultFractionDigits();
            return fractionDigits < 0 || fractionDigits > 4 ? Optional.empty() : Optional.of(fractionDigits);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
