package io.busbar.http.bridge;

import io.busbar.bus.FailureCode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The bridge's figures: open sockets, frames both ways, what was refused and why, and calls by operation with their latency. */
final class BridgeMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger sockets = new AtomicInteger();

    BridgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("busbar.bridge.sockets", sockets, AtomicInteger::get)
                .description("Open sockets of browsers")
                .register(registry);
    }

    void opened() {
        sockets.incrementAndGet();
    }

    void closed(Ending why) {
        sockets.decrementAndGet();
        registry.counter("busbar.bridge.closed", "reason", why.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void came(Frame frame) {
        registry.counter("busbar.bridge.frames", "direction", "in", "kind", frame.kind())
                .increment();
    }

    void sent(ServerFrame frame) {
        registry.counter("busbar.bridge.frames", "direction", "out", "kind", frame.kind())
                .increment();
    }

    void refused(FailureCode code) {
        registry.counter("busbar.bridge.refused", "reason", code.name()).increment();
    }

    void called(String operation, int status, long nanos) {
        Timer.builder("busbar.bridge.calls")
                .description("Messages to services by operation and HTTP status")
                .tag("operation", operation)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
