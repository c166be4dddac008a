package io.busbar.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The front's figures: requests by operation and status with their latency, open connections, and each event loop's lag. */
final class FrontMetrics {
    private static final Duration[] BUCKETS = {
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
    private final Latency others;

    FrontMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.others = latency("none");
        Gauge.builder("busbar.http.connections", connections, AtomicInteger::get)
                .description("Open HTTP connections")
                .register(registry);
    }

    /** The latencies of one operation, a timer for each status that it has answered with. */
    final class Latency {
        private static final int LEAST = 100;
        private final AtomicReferenceArray<Timer> byStatus = new AtomicReferenceArray<>(500);
        private final String operation;

        private Latency(String operation) {
            this.operation = operation;
        }

        void record(int status, long nanos) {
            Timer timer = byStatus.get(status - LEAST);
            if (timer == null) {
                timer = Timer.builder("busbar.http.requests")
                        .description("HTTP requests by operation and status; 499 for clients that left")
                        .tag("operation", operation)
                        .tag("status", Integer.toString(status))
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
                byStatus.set(status - LEAST, timer);
            }
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    Latency latency(String operation) {
        return new Latency(operation);
    }

    void record(Exchange exchange, long nanos) {
        Endpoint endpoint = exchange.endpoint();
        (endpoint == null ? others : endpoint.latency()).record(exchange.status(), nanos);
    }

    AtomicInteger connections() {
        return connections;
    }

    /** How late a loop's timers run; to be fed by one of them. */
    Timer lagOf(String loop) {
        return Timer.builder("busbar.eventloop.lag")
                .description("How long the event loop kept a timer waiting beyond its time")
                .tag("loop", loop)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
