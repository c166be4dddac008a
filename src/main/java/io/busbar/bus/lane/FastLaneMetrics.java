package io.busbar.bus.lane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The lane's figures. Calls are measured at the caller, retries included. */
final class FastLaneMetrics {
    private static final Duration[] BUCKETS = IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<Ended, Timer> calls = new ConcurrentHashMap<>();
    private final Map<String, List<Meter>> windows = new ConcurrentHashMap<>();
    private final Counter suspects;

    private record Ended(String operation, String outcome, boolean remote) {}

    FastLaneMetrics(MeterRegistry registry, ActiveCalls running, Directory directory) {
        this.registry = registry;
        this.suspects = Counter.builder("busbar.bus.suspects")
                .description("Times that a node went silent")
                .register(registry);
        Gauge.builder("busbar.bus.running", running, ActiveCalls::count)
                .description("Calls that this node's services are working on")
                .register(registry);
        for (NodeState state : NodeState.values()) {
            Gauge.builder("busbar.bus.nodes", directory, known -> count(known, state))
                    .description("Nodes of the cluster as this one knows them, silent ones left out")
                    .tag("state", state.wireName())
                    .register(registry);
        }
    }

    /** A call has ended; {@code outcome} is {@code OK} or the failure's code. */
    void ended(String operation, String outcome, boolean remote, long nanos) {
        Ended ended = new Ended(operation, outcome, remote);
        Timer known = calls.get(ended); // computeIfAbsent may lock
        (known == null ? calls.computeIfAbsent(ended, this::timer) : known).record(nanos, TimeUnit.NANOSECONDS);
    }

    void retried(String operation, CallFailure.Kind reason) {
        count("busbar.bus.retries", "Calls tried on another node", "operation", operation, "reason", reason.name());
    }

    void capped(String node) {
        count("busbar.bus.capped", "Calls that found a node's window full", "node", node);
    }

    void suspected() {
        suspects.increment();
    }

    void watch(String node, InFlightWindow window) {
        windows.put(
                node,
                List.of(
                        Gauge.builder("busbar.bus.inflight.calls", window, InFlightWindow::calls)
                                .description("Calls under way to a node")
                                .tag("node", node)
                                .register(registry),
                        Gauge.builder("busbar.bus.inflight.bytes", window, InFlightWindow::bytes)
                                .description("Bytes under way to a node, those of timed-out calls included")
                                .tag("node", node)
                                .baseUnit("bytes")
                                .register(registry)));
    }

    void unwatch(String node) {
        List<Meter> watched = windows.remove(node);
        if (watched != null) {
            watched.forEach(registry::remove);
        }
    }

    private Timer timer(Ended ended) {
        return Timer.builder("busbar.bus.calls")
                .description("Calls of operations, from asking to answer")
                .tags(
                        "operation",
                        ended.operation,
                        "outcome",
                        ended.outcome,
                        "where",
                        ended.remote ? "remote" : "local")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void count(String name, String description, String... tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment();
    }

    private static double count(Directory directory, NodeState state) {
        return directory.nodes().stream()
                .filter(node -> node.state() == state && !node.suspect())
                .count();
    }
}
