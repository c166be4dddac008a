package io.busbar.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    @Test
    void newTrace_always_isValidAndNextSpanKeepsTraceId() {
        TraceContext traceContext = TraceContext.newTrace();
        String next = TraceContext.nextSpan(traceContext.traceparent());

        assertThat(TraceContext.parse(traceContext.traceparent())).contains(traceContext.traceparent());
        assertThat(TraceContext.parse(next)).contains(next);
        assertThat(next.substring(0, 35)).isEqualTo(traceContext.traceparent().substring(0, 35));
        assertThat(next).isNotEqualTo(traceContext.traceparent());
        assertThat(traceContext.traceparent()).contains(traceContext.requestId().substring("req_".length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x"
            })
    void parse_invalidHeader_returnsEmpty(String header) {
        assertThat(TraceContext.parse(header)).isEmpty();
    }
}
