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
    void isSkewConfirmed_withPersistentSkew_reportsOnce() {
        assertThat(reports(20, Duration.ofSeconds(2))).isEqualTo(1);
        assertThat(reports(20, Duration.ofSeconds(2))).isZero();
    }

    @Test
    void isSkewConfirmed_withSlowClock_reportsOnce() {
        assertThat(reports(20, Duration.ofSeconds(-2))).isEqualTo(1);
    }

    @Test
    void isSkewConfirmed_withFewLateHeartbeats_reportsNothing() {
        assertThat(reports(5, Duration.ofSeconds(-3))).isZero();
        assertThat(reports(1, Duration.ZERO)).isZero();
        assertThat(reports(5, Duration.ofSeconds(-3))).isZero();
    }

    @Test
    void isSkewConfirmed_withManyHeartbeatsAtOnceAfterPause_reportsNothing() {
        for (int second = 30; second > 0; second--) {
            assertThat(clocks.isSkewConfirmed("b", now.minusSeconds(second), now))
                    .isFalse();
        }
        assertThat(reports(20, Duration.ZERO)).isZero();
    }

    @Test
    void isSkewConfirmed_withSkewAtTolerance_reportsNothing() {
        assertThat(reports(20, Duration.ofMillis(-500))).isZero();
    }

    @Test
    void isSkewConfirmed_afterClockWasRightAgain_reportsAgain() {
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
