package io.busbar.bus.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClocksTest {
    private static final Instant NOW = Instant.parse("2026-11-20T09:30:00Z");

    private final Clocks clocks = new Clocks(Duration.ofMillis(500));

    @Test
    void a_clock_that_stays_wrong_is_reported_once() {
        assertThat(reports(20, NOW.plusSeconds(2))).isEqualTo(1);
        assertThat(reports(20, NOW.plusSeconds(2))).isZero();
    }

    @Test
    void a_few_late_announcements_are_no_wrong_clock() {
        assertThat(reports(5, NOW.minusSeconds(3))).isZero();
        assertThat(reports(1, NOW)).isZero();
        assertThat(reports(5, NOW.minusSeconds(3))).isZero();
    }

    @Test
    void a_small_difference_is_none() {
        assertThat(reports(20, NOW.minusMillis(500))).isZero();
    }

    @Test
    void a_clock_that_was_right_again_is_reported_anew() {
        reports(20, NOW.plusSeconds(2));
        reports(1, NOW);

        assertThat(reports(20, NOW.plusSeconds(2))).isEqualTo(1);
    }

    private long reports(int announcements, Instant theirs) {
        return IntStream.range(0, announcements)
                .filter(each -> clocks.isOff("b", theirs, NOW))
                .count();
    }
}
