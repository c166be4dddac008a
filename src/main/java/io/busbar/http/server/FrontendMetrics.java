package io.busbar.http.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Metrics of the frontend: requests by operation and status with their latency, open connections, and the lag of each event loop.
 */
final class FrontendMetrics {
    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15)
    };

    private final MeterRegistry registry;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, OperationLatency> latencies = new ConcurrentHashMap<>();
    private final OperationLatency unmatchedLatency;

    FrontendMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.unmatchedLatency = latency("unmatched");
        Gauge.builder("busbar.http.connections", connections, AtomicInteger::get)
                .description("Open HTTP connections")
                .register(registry);
    }

    /** The latencies of one operation, with one timer for each status. */
    final class OperationLatency {
        private static final int MIN_STATUS = 100;
        private final AtomicReferenceArray<Timer> byStatus = new AtomicReferenceArray<>(500);
        private final String operation;

        private OperationLatency(String operation) {
            this.operation = operation;
        }

        void record(int status, long durationNanos) {
            Timer timer = byStatus.get(status - MIN_STATUS);
            if (timer == null) {
                timer = Timer.builder("busbar.http.requests")
                        .description("HTTP requests by operation and status; 499 for clients that disconnected")
                        .tag("operation", operation)
                        .tag("status", Integer.toString(status))
                        .serviceLevelObjectives(LATENCY_BUCKETS)
                        .register(registry);
                byStatus.set(status - MIN_STATUS, timer);
            }
            timer.record(durationNanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Returns the latencies of an operation, or of several that share the name. */
    OperationLatency latency(String operation) {
        return latencies.computeIfAbsent(operation, OperationLatency::new);
    }

    void record(Exchange exchange, long durationNanos) {
        Endpoint<?, ?> endpoint = exchange.endpoint();
        (endpoint == null ? unmatchedLatency : endpoint.latency()).record(exchange.status(), durationNanos);
    }

    AtomicInteger connections() {
        return connections;
    }

    /** Returns the timer for the lag of an event loop. */
    Timer eventLoopLag(String threadName) {
        return Timer.builder("busbar.eventloop.lag")
                .description("Delay of timers on the event loop")
                .tag("loop", threadName)
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
    }
}
