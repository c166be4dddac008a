package io.busbar.services.auth.mfa;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);
    private static final byte[] SECRET_32 = "12345678901234567890123456789012".getBytes(US_ASCII);
    private static final byte[] SECRET_64 =
            "1234567890123456789012345678901234567890123456789012345678901234".getBytes(US_ASCII);

    /** RFC 6238, appendix B. */
    @ParameterizedTest
    @CsvSource({
        "59, 94287082, 46119246, 90693936",
        "1111111109, 07081804, 68084774, 25091201",
        "1111111111, 14050471, 67062674, 99943326",
        "1234567890, 89005924, 91819424, 93441116",
        "2000000000, 69279037, 90698825, 38618901",
        "20000000000, 65353130, 77737706, 47863826"
    })
    void generateCode_atGivenTimes_matchesRfcExamples(long time, String sha1, String sha256, String sha512) {
        long step = Totp.step(Instant.ofEpochSecond(time));

        assertThat(new Totp("HmacSHA1", 8).code(SECRET, step)).isEqualTo(sha1);
        assertThat(new Totp("HmacSHA256", 8).code(SECRET_32, step)).isEqualTo(sha256);
        assertThat(new Totp("HmacSHA512", 8).code(SECRET_64, step)).isEqualTo(sha512);
        assertThat(Totp.DEFAULT.code(SECRET, step)).isEqualTo(sha1.substring(2));
    }

    /** RFC 4226, appendix D. */
    @ParameterizedTest
    @CsvSource({
        "0, 755224",
        "1, 287082",
        "2, 359152",
        "3, 969429",
        "4, 338314",
        "5, 254676",
        "6, 287922",
        "7, 162583",
        "8, 399871",
        "9, 520489"
    })
    void generateCode_withGivenCounters_matchesRfcExamples(long counter, String code) {
        assertThat(Totp.DEFAULT.code(SECRET, counter)).isEqualTo(code);
    }

    @Test
    void match_withinOneStep_acceptsCode() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        long step = Totp.step(now);

        for (long near = step - 1; near <= step + 1; near++) {
            assertThat(Totp.DEFAULT.match(SECRET, Totp.DEFAULT.code(SECRET, near), now))
                    .isEqualTo(OptionalLong.of(near));
        }
        assertThat(Totp.DEFAULT.match(SECRET, Totp.DEFAULT.code(SECRET, step - 2), now))
                .isEmpty();
        assertThat(Totp.DEFAULT.match(SECRET, Totp.DEFAULT.code(SECRET, step + 2), now))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "12345", "1234567", "abcdef", "٠٠٠٠٠٠", "' 05047'"})
    void match_withMalformedCode_returnsEmpty(String typed) {
        assertThat(Totp.DEFAULT.match(SECRET, typed, Instant.ofEpochSecond(1_111_111_111)))
                .isEmpty();
    }

    /** RFC 4648, section 10. */
    @ParameterizedTest
    @CsvSource({"'', ''", "f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "fooba, MZXW6YTB", "foobar, MZXW6YTBOI"})
    void encodeBase32_matchesRfcExamples(String plain, String encoded) {
        assertThat(Base32.encode(plain.getBytes(US_ASCII))).isEqualTo(encoded);
    }
}
