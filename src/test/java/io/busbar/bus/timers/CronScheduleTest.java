package io.busbar.bus.timers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In Berlin, 02:00 to 03:00 is skipped on 29 March 2026 and comes twice on 25 October 2026. */
class CronScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void next_onOrdinaryDays_followsTheWallClockOfTheZone() {
        assertThat(times("0 3 * * *", "2026-01-31T03:00+01:00", 2))
                .containsExactly("2026-02-01T03:00+01:00", "2026-02-02T03:00+01:00");
        assertThat(times("*/20 9-10 * * *", "2026-06-01T09:30:15+02:00", 4))
                .containsExactly(
                        "2026-06-01T09:40+02:00",
                        "2026-06-01T10:00+02:00",
                        "2026-06-01T10:20+02:00",
                        "2026-06-01T10:40+02:00");
        assertThat(times("0 0 29 2 *", "2026-01-01T00:00+01:00", 1)).containsExactly("2028-02-29T00:00+01:00");
        assertThat(times("0 12 * * 0", "2026-06-01T00:00+02:00", 1))
                .as("Sunday")
                .containsExactly("2026-06-07T12:00+02:00")
                .isEqualTo(times("0 12 * * 7", "2026-06-01T00:00+02:00", 1));
    }

    @Test
    void next_withDayOfMonthAndDayOfWeek_countsEither() {
        assertThat(times("0 0 13 * 5", "2026-06-06T00:00+02:00", 2))
                .containsExactly("2026-06-12T00:00+02:00", "2026-06-13T00:00+02:00");
    }

    @Test
    void next_atASkippedTime_isTheFirstMomentAfter() {
        assertThat(times("30 2 * * *", "2026-03-28T02:30+01:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
        assertThat(times("15,45 2 * * *", "2026-03-28T02:45+01:00", 2))
                .as("several skipped times lead to one run")
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:15+02:00");
        assertThat(times("0 2,3 * * *", "2026-03-28T03:00+01:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00");
    }

    @Test
    void next_atADoubledTime_countsTheFirst() {
        assertThat(times("30 2 * * *", "2026-10-24T02:30+02:00", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(times("30 2 * * *", "2026-10-25T02:10+01:00", 1))
                .as("asked between the two")
                .containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    void next_everyHour_keepsItsRhythmWhenClocksChange() {
        assertThat(times("*/30 * * * *", "2026-03-29T01:30+01:00", 2))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
        assertThat(times("*/30 * * * *", "2026-10-25T02:00+02:00", 4))
                .containsExactly(
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:00+01:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:00+01:00");
        assertThat(times("15 * * * *", "2026-03-29T01:15+01:00", 1)).containsExactly("2026-03-29T03:15+02:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "* * * *", "* * * * * *", "0 25 * * *", "60 * * * *", "a b c d e", "0 0 31 2 *"})
    void parse_withoutMeaning_throws(String expression) {
        assertThatThrownBy(() -> CronSchedule.parse(expression, BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Returns that many times after this one, with the offset of Berlin. */
    private static List<String> times(String expression, String after, int count) {
        CronSchedule schedule = CronSchedule.parse(expression, BERLIN);
        Instant start = OffsetDateTime.parse(after).toInstant();
        return Stream.iterate(schedule.next(start), schedule::next)
                .limit(count)
                .map(time -> time.atZone(BERLIN).toOffsetDateTime().toString())
                .toList();
    }
}
