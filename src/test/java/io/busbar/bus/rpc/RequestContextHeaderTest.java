package io.busbar.bus.rpc;

import static io.busbar.bus.rpc.EchoOperations.READ;
import static io.busbar.bus.rpc.EchoOperations.READ_SHORT_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.RequestContext;
import io.busbar.bus.TraceContext;
import io.busbar.testing.Roles;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestContextHeaderTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void writeAndRead_withAllFields_preservesRequestContext() {
        RequestContext requestContext = new RequestContext(
                new RequestContext.UserPrincipal(UUID.randomUUID(), Roles.PROFESSIONAL, "family-1"),
                "req_1",
                TRACE,
                Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MICROS),
                "192.0.2.7",
                new RequestContext.Idempotency(READ.name(), "key-1", "hash"));

        assertThat(RequestContextHeader.read(RequestContextHeader.write(requestContext), READ))
                .isEqualTo(requestContext);
    }

    @Test
    void write_withAbsentFields_omitsThem() {
        assertThat(RequestContextHeader.write(RequestContext.system("timer", Duration.ofSeconds(1))))
                .doesNotContain("null")
                .doesNotContain("\"ip\"")
                .doesNotContain("idempotency");
    }

    @Test
    void read_withoutHeader_returnsAnonymousWithNewTrace() {
        RequestContext requestContext = RequestContextHeader.read(null, READ);

        assertThat(requestContext.principal()).isEqualTo(new RequestContext.AnonymousPrincipal());
        assertThat(TraceContext.parse(requestContext.traceparent())).isPresent();
        assertThat(requestContext.isExpired()).isFalse();
        assertThat(RequestContextHeader.read(null, READ).requestId()).isNotEqualTo(requestContext.requestId());
    }

    @Test
    void read_withFarDeadline_limitsItToOperationTimeout() {
        RequestContext patient = RequestContext.system("timer", Duration.ofDays(1));

        assertThat(RequestContextHeader.read(RequestContextHeader.write(patient), READ_SHORT_DEADLINE)
                        .deadline())
                .isBefore(Instant.now().plus(READ_SHORT_DEADLINE.timeout()).plusMillis(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"system\"",
                "{}",
                "{\"principal\":{\"kind\":\"root\"},%s}",
                "{\"principal\":{\"kind\":\"user\"},%s}",
                "{\"principal\":{\"kind\":\"system\"},%s}",
                "{\"principal\":{\"kind\":\"user\",\"id\":\"1\",\"role\":\"admin\",\"session\":\"s\"},%s}",
                "{\"principal\":{\"kind\":\"user\",\"id\":\"0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11\",\"role\":\"Root\",\"session\":\"s\"},%s}",
                "{\"principal\":null,%s}",
                "{%s}",
                "{\"principal\":{\"kind\":\"anonymous\"},\"requestId\":\"a\\nb\",\"traceparent\":\"" + TRACE
                        + "\",\"deadline\":\"2099-01-01T00:00:00Z\"}",
                "{\"principal\":{\"kind\":\"anonymous\"},\"requestId\":\"r\",\"traceparent\":\"00-xyz\",\"deadline\":\"2099-01-01T00:00:00Z\"}",
                "{\"principal\":{\"kind\":\"anonymous\"},\"requestId\":\"r\",\"traceparent\":\"" + TRACE + "\"}",
                "{\"principal\":{\"kind\":\"anonymous\"},\"idempotency\":{\"key\":\"k\"},%s}",
            })
    void read_withInvalidHeader_throwsMalformedRequest(String header) {
        String text = header.replace(
                "%s", "\"requestId\":\"r\",\"traceparent\":\"" + TRACE + "\",\"deadline\":\"2099-01-01T00:00:00Z\"");

        assertThatThrownBy(() -> RequestContextHeader.read(text, READ))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(FailureCode.MALFORMED_REQUEST));
    }
}
