package io.busbar.bus.lane;

import static io.busbar.bus.lane.SpecimenOperations.HURRIED;
import static io.busbar.bus.lane.SpecimenOperations.READ;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Role;
import io.busbar.bus.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerHeaderTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void says_everything_that_a_caller_is() {
        Caller caller = new Caller(
                new Caller.User(UUID.randomUUID(), Role.PROFESSIONAL, "family-1"),
                "req_1",
                TRACE,
                Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MICROS),
                "192.0.2.7",
                new Caller.Idempotency(READ.name(), "key-1", "hash"));

        assertThat(CallerHeader.read(CallerHeader.write(caller), READ)).isEqualTo(caller);
    }

    @Test
    void leaves_out_what_is_not_there() {
        assertThat(CallerHeader.write(Caller.program("timer", Duration.ofSeconds(1))))
                .doesNotContain("null")
                .doesNotContain("\"ip\"")
                .doesNotContain("idempotency");
    }

    @Test
    void without_one_the_caller_is_nobody_with_a_trace_of_their_own() {
        Caller caller = CallerHeader.read(null, READ);

        assertThat(caller.who()).isEqualTo(new Caller.Nobody());
        assertThat(Trace.valid(caller.trace())).isPresent();
        assertThat(caller.isLate()).isFalse();
        assertThat(CallerHeader.read(null, READ).requestId()).isNotEqualTo(caller.requestId());
    }

    @Test
    void a_far_deadline_is_cut_to_what_the_operation_allows() {
        Caller patient = Caller.program("timer", Duration.ofDays(1));

        assertThat(CallerHeader.read(CallerHeader.write(patient), HURRIED).deadline())
                .isBefore(Instant.now().plus(HURRIED.timeLimit()).plusMillis(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"program\"",
                "{}",
                "{\"who\":{\"kind\":\"root\"},%s}",
                "{\"who\":{\"kind\":\"user\"},%s}",
                "{\"who\":{\"kind\":\"program\"},%s}",
                "{\"who\":{\"kind\":\"user\",\"id\":\"1\",\"role\":\"admin\",\"session\":\"s\"},%s}",
                "{\"who\":{\"kind\":\"user\",\"id\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11\",\"role\":\"root\",\"session\":\"s\"},%s}",
                "{\"who\":null,%s}",
                "{%s}",
                "{\"who\":{\"kind\":\"nobody\"},\"requestId\":\"a\\nb\",\"trace\":\"" + TRACE
                        + "\",\"deadline\":\"2099-01-01T00:00:00Z\"}",
                "{\"who\":{\"kind\":\"nobody\"},\"requestId\":\"r\",\"trace\":\"00-xyz\",\"deadline\":\"2099-01-01T00:00:00Z\"}",
                "{\"who\":{\"kind\":\"nobody\"},\"requestId\":\"r\",\"trace\":\"" + TRACE + "\"}",
                "{\"who\":{\"kind\":\"nobody\"},\"idempotency\":{\"key\":\"k\"},%s}",
            })
    void whatever_is_not_a_caller_is_refused_and_not_taken_for_less(String header) {
        String text = header.replace(
                "%s", "\"requestId\":\"r\",\"trace\":\"" + TRACE + "\",\"deadline\":\"2099-01-01T00:00:00Z\"");

        assertThatThrownBy(() -> CallerHeader.read(text, READ))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.MALFORMED_REQUEST));
    }
}
