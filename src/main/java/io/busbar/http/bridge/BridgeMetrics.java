package io.busbar.http.bridge;

import io.busbar.bus.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The bridge's figures: open sockets, frames both ways, what was refused and why, and calls by operation with their latency. */
final class BridgeMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger sockets = new AtomicInteger();
    private final Map<String, Counter> came = new ConcurrentHashMap<>();
    private final Map<String, Counter> sent = new ConcurrentHashMap<>();
    private final Map<Called, Timer> calls = new ConcurrentHashMap<>();

    private record Called(String operation, int status) {}

    BridgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("busbar.bridge.sockets", sockets, AtomicInteger::get)
                .description("Open sockets of browsers")
                .register(registry);
    }

    /** How many sockets are open. */
    int sockets() {
        return sockets.get();
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
        came.computeIfAbsent(frame.kind(), kind -> frames("in", kind)).increment();
    }

    void sent(ServerFrame frame) {
        sent.computeIfAbsent(frame.kind(), kind -> frames("out", kind)).increment();
    }

    void refused(FailureCode code) {
        registry.counter("busbar.bridge.refused", "reason", code.name()).increment();
    }

    void called(String operation, int status, long nanos) {
        calls.computeIfAbsent(new Called(operation, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter frames(String direction, String kind) {
        return registry.counter("busbar.bridge.frames", "direction", direction, "kind", kind);
    }

    private Timer timer(Called called) {
        return Timer.builder("busbar.bridge.calls")
                .description("Messages to services by operation and HTTP status")
                .tag("operation", called.operation)
                .tag("status", Integer.toString(called.status))
                .register(registry);
    }
}
