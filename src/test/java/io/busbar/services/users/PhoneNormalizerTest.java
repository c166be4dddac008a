package io.busbar.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNormalizerTest {
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            +4915123456789           | +4915123456789
            +49 (0)151 / 2345-6789   | +4915123456789
            0049 151 23456789        | +4915123456789
            +39 06 6982              | +39066982
            +1 (212) 555-2368        | +12125552368
            +44.20.7946.0958         | +442079460958
            +91 98765 43210          | +919876543210
            +800 1234 5678           | +80012345678
            """)
    void normalize_withNumberOfAnyCountry_returnsE164(String input, String number) {
        assertThat(PhoneNormalizer.normalize(input, "/phone")).isEqualTo(number);
        assertThat(PhoneNormalizer.tryNormalize(input)).contains(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+49 151 2345678", // a digit short of a German mobile number
                "+49",
                "+49151234567890123",
                "+1 212 155 2368", // no exchange of the North American plan begins with 1
                "+999 12345678", // no such country
                "+49abc1234567",
                "+1 800 FLOWERS",
                "+49 151 23456789 ext. 7",
                "+4915123456789#7",
                "+"
            })
    void normalize_withNumberThatCannotExist_isRefused(String input) {
        assertThat(refusal(input)).isEqualTo(new FieldError("/phone", "must be a valid phone number"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1512345678", "0151 23456789", "phone", "tel:+4915123456789", ""})
    void normalize_withoutCountryCode_isRefused(String input) {
        assertThat(refusal(input))
                .isEqualTo(new FieldError("/phone", "must begin with the country code, for example +4915123456789"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4915123456789", " 49 151 23456789 ", "0049-151-23456789"})
    void tryNormalize_ofSignInWithoutPlus_returnsE164(String identifier) {
        assertThat(PhoneNormalizer.tryNormalize(identifier)).contains("+4915123456789");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maria", "maria.s", "m1234567", "", "+", "...", "12"})
    void tryNormalize_ofOtherIdentifier_returnsNothing(String identifier) {
        assertThat(PhoneNormalizer.tryNormalize(identifier)).isEmpty();
    }

    private static FieldError refusal(String input) {
        Failure failure = catchThrowableOfType(Failure.class, () -> PhoneNormalizer.normalize(input, "/phone"));
        assertThat(failure).isNotNull();
        return failure.errors().getFirst();
    }
}
