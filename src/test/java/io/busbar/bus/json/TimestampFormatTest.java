package io.busbar.bus.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampFormatTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T09:30Z, 2026-03-01T09:30:00Z",
        "2026-03-01T09:30:00.250Z, 2026-03-01T09:30:00.25Z",
        "2026-03-01T09:30:05.000001+05:30, 2026-03-01T09:30:05.000001+05:30",
        "0001-01-01T00:00:00.000000009-00:01:02, 0001-01-01T00:00:00.000000009-00:01:02",
        "+12026-03-01T00:00Z, +12026-03-01T00:00:00Z",
        "-0044-03-15T12:00Z, -0044-03-15T12:00:00Z"
    })
    void format_anyTime_hasSecondsAndShortestFraction(String time, String text) {
        assertThat(TimestampFormat.format(OffsetDateTime.parse(time))).isEqualTo(text);
    }

    @Test
    void format_anyTime_equalsJdkFormatter() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            long nanos = random.nextLong(1_000_000_000);
            OffsetDateTime time = Instant.ofEpochSecond(
                            random.nextLong(-62_000_000_000L, 253_000_000_000L),
                            i % 2 == 0 ? nanos : nanos / 1_000 * 1_000)
                    .atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801)));
            assertThat(TimestampFormat.format(time)).isEqualTo(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        }
    }

    @Test
    void toJson_time_usesThisFormat() {
        assertThat(Json.string(Map.of("at", OffsetDateTime.parse("2026-03-01T09:30+02:00"))))
                .isEqualTo("{\"at\":\"2026-03-01T09:30:00+02:00\"}");
    }
}
