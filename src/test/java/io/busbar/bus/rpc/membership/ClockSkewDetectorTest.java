package io.busbar.bus.rpc.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClockSkewDetectorTest {
    private final ClockSkewDetector clocks = new ClockSkewDetector(Duration.ofMillis(500));
    private Instant now = Instant.parse("2026-11-20T09:30:00Z");

    @Test
    void a_clock_that_stays_wrong_is_reported_once() {
        assertThat(reports(20, Duration.ofSeconds(2))).isEqualTo(1);
        assertThat(reports(20, Duration.ofSeconds(2))).isZero();
    }

    @Test
    void a_clock_that_is_slow_is_as_wrong_as_one_that_is_fast() {
        assertThat(reports(20, Duration.ofSeconds(-2))).isEqualTo(1);
    }

    @Test
    void a_few_late_announcements_are_no_wrong_clock() {
        assertThat(reports(5, Duration.ofSeconds(-3))).isZero();
        assertThat(reports(1, Duration.ZERO)).isZero();
        assertThat(reports(5, Duration.ofSeconds(-3))).isZero();
    }

    @Test
    void neither_are_many_that_come_at_once_after_a_pause() {
        for (int second = 30; second > 0; second--) {
            assertThat(clocks.isSkewConfirmed("b", now.minusSeconds(second), now))
                    .isFalse();
        }
        assertThat(reports(20, Duration.ZERO)).isZero();
    }

    @Test
    void a_small_difference_is_none() {
        assertThat(reports(20, Duration.ofMillis(-500))).isZero();
    }

    @Test
    void a_clock_that_was_right_again_is_reported_anew() {
        reports(20, Duration.ofSeconds(2));
        reports(1, Duration.ZERO);

        assertThat(reports(20, Duration.ofSeconds(2))).isEqualTo(1);
    }

    private long reports(int announcements, Duration ahead) {
        return IntStream.range(0, announcements)
                .filter(each -> {
                    now = now.plusMillis(250);
                    return clocks.isSkewConfirmed("b", now.plus(ahead), now);
                })
                .count();
    }
}
