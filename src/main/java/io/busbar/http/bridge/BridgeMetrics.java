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

/**
 * Records the metrics of the bridge: open sockets, frames in both directions, rejected frames by reason, and calls by operation with their
 * latency.
 */
final class BridgeMetrics {
    private final MeterRegistry registry;
    private final AtomicInteger sockets = new AtomicInteger();
    private final Map<String, Counter> received = new ConcurrentHashMap<>();
    private final Map<String, Counter> sent = new ConcurrentHashMap<>();
    private final Map<BridgeCallKey, Timer> calls = new ConcurrentHashMap<>();

    private record BridgeCallKey(String operation, int status) {}

    BridgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("busbar.bridge.sockets", sockets, AtomicInteger::get)
                .description("Open sockets")
                .register(registry);
    }

    /** Returns the number of open sockets. */
    int sockets() {
        return sockets.get();
    }

    void recordOpened() {
        sockets.incrementAndGet();
    }

    void recordClosed(CloseReason reason) {
        sockets.decrementAndGet();
        registry.counter("busbar.bridge.closed", "reason", reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void recordReceived(Frame frame) {
        received.computeIfAbsent(frame.kind(), kind -> frames("in", kind)).increment();
    }

    void recordSent(ServerFrame frame) {
        sent.computeIfAbsent(frame.kind(), kind -> frames("out", kind)).increment();
    }

    void recordRejected(FailureCode code) {
        registry.counter("busbar.bridge.rejected", "reason", code.name()).increment();
    }

    void recordCall(String operation, int status, long nanos) {
        calls.computeIfAbsent(new BridgeCallKey(operation, status), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter frames(String direction, String kind) {
        return registry.counter("busbar.bridge.frames", "direction", direction, "kind", kind);
    }

    private Timer timer(BridgeCallKey bridgeCallKey) {
        return Timer.builder("busbar.bridge.calls")
                .description("Operations called over sockets, by operation and HTTP status")
                .tag("operation", bridgeCallKey.operation)
                .tag("status", Integer.toString(bridgeCallKey.status))
                .register(registry);
    }
}
