package io.busbar.bus.concurrent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The metrics of one executor, or of several that share a name: {@code busbar.executor.active}, {@code .queued}, {@code .rejected} and
 * {@code .wait} by {@code name}.
 */
public final class ExecutorMetrics {
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger queued = new AtomicInteger();
    private final Counter rejected;
    private final Timer waitTime;

    /** Registers the metrics. A registry must get each name only once. */
    public ExecutorMetrics(MeterRegistry registry, String name) {
        Gauge.builder("busbar.executor.active", active, AtomicInteger::get)
                .description("Tasks that run")
                .tag("name", name)
                .register(registry);
        Gauge.builder("busbar.executor.queued", queued, AtomicInteger::get)
                .description("Tasks that wait")
                .tag("name", name)
                .register(registry);
        this.rejected = Counter.builder("busbar.executor.rejected")
                .description("Tasks that were not run because the queue was full or their deadline had passed")
                .tag("name", name)
                .register(registry);
        this.waitTime = Timer.builder("busbar.executor.wait")
                .description("How long tasks waited before they ran")
                .tag("name", name)
                .register(registry);
    }

    void enqueued() {
        queued.incrementAndGet();
    }

    void dequeued() {
        queued.decrementAndGet();
    }

    void rejected() {
        rejected.increment();
    }

    void started(long waitedNanos) {
        active.incrementAndGet();
        waitTime.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    void ended() {
        active.decrementAndGet();
    }
}
