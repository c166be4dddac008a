package io.busbar.http.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcraTest {
    private static final long SECOND = 1_000_000;
    private static final long NOW = 1_790_000_000L * SECOND;

    private static Gcra gcra(long count, long seconds) {
        return new Gcra(new Quota("general", count, Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest(name = "{0} in {1} s")
    @CsvSource({"30,60", "7,60", "1,1", "600,60", "1000000,60", "3,7", "999,86400"})
    void take_individuallyOrTogether_grantsExactlyTheQuota(long count, long seconds) {
        Gcra gcra = gcra(count, seconds);
        assertThat(gcra.take(0, NOW, count + 5).granted()).isEqualTo(count);
        long arrival = 0;
        long most = Math.min(count, 2000);
        for (long i = 0; i < most; i++) {
            Gcra.GcraResult gcraResult = gcra.take(arrival, NOW, 1);
            assertThat(gcraResult.granted()).isEqualTo(1);
            assertThat(gcraResult.remaining()).isEqualTo(count - i - 1);
            arrival = gcraResult.theoreticalArrival();
        }
        if (most == count) {
            assertThat(gcra.take(arrival, NOW, 1).granted()).isZero();
        }
    }

    @Test
    void take_afterExhaustedQuota_grantsOnePermitPerInterval() {
        Gcra gcra = gcra(30, 60);
        long arrival = gcra.take(0, NOW, 30).theoreticalArrival();
        assertThat(gcra.take(arrival, NOW + 2 * SECOND - 1, 1).granted()).isZero();
        assertThat(gcra.take(arrival, NOW + 2 * SECOND, 5).granted()).isEqualTo(1);
        assertThat(gcra.take(arrival, NOW + 60 * SECOND, 100).granted()).isEqualTo(30);
        assertThat(gcra.take(arrival, NOW + 6000 * SECOND, 100).granted()).isEqualTo(30);
    }

    @Test
    void take_whenRejected_usesNoPermits() {
        Gcra gcra = gcra(2, 10);
        long arrival = gcra.take(0, NOW, 2).theoreticalArrival();
        assertThat(gcra.take(arrival, NOW, 1).theoreticalArrival()).isEqualTo(arrival);
    }

    @ParameterizedTest(name = "{0} in {1} s")
    @CsvSource({"30,60", "7,60", "1,1", "3,7", "999,86400"})
    void microsUntilNext_afterExhaustedQuota_isExactToTheMicrosecond(long count, long seconds) {
        Gcra gcra = gcra(count, seconds);
        long arrival = gcra.take(0, NOW, count).theoreticalArrival();
        long wait = gcra.microsUntilNext(arrival - NOW);
        assertThat(gcra.take(arrival, NOW + wait, 1).granted()).isEqualTo(1);
        assertThat(gcra.take(arrival, NOW + wait - 2, 1).granted()).isZero();
        assertThat(gcra.microsUntilNext(0)).isZero();
    }

    @Test
    void newQuota_withInvalidOrImpreciseValues_throws() {
        assertThatThrownBy(() -> new Quota("q", 0, Duration.ofMinutes(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Quota("q", 1, Duration.ofMillis(10))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Quota("q", 1_000_000_000, Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
