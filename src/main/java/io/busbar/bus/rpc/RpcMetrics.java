package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.busbar.bus.rpc.membership.NodeState;
import io.busbar.data.WireNames;
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

/** Records the metrics of request/reply and of the cluster. Calls are measured at the caller, including retries. */
final class RpcMetrics {
    private static final Duration[] LATENCY_BUCKETS = IntStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<RpcCallKey, Timer> callTimers = new ConcurrentHashMap<>();
    private final Map<String, List<Meter>> windowMeters = new ConcurrentHashMap<>();
    private final Counter suspectCounter;

    private record RpcCallKey(String operation, String outcome, boolean remote) {}

    RpcMetrics(MeterRegistry registry, ActiveCalls activeCalls, Directory directory) {
        this.registry = registry;
        this.suspectCounter = Counter.builder("busbar.cluster.suspects")
                .description("Number of times another node became suspect")
                .register(registry);
        Gauge.builder("busbar.rpc.active", activeCalls, ActiveCalls::count)
                .description("Calls that this node's services are working on")
                .register(registry);
        for (NodeState state : NodeState.values()) {
            Gauge.builder("busbar.cluster.nodes", directory, known -> nodesIn(known, state))
                    .description("Nodes known to this node, excluding suspects")
                    .tag("state", WireNames.nameOf(state))
                    .register(registry);
        }
    }

    /** Records a finished call; {@code outcome} is {@code OK} or the failure code. */
    void recordCall(String operation, String outcome, boolean remote, long nanos) {
        RpcCallKey rpcCallKey = new RpcCallKey(operation, outcome, remote);
        Timer known = callTimers.get(rpcCallKey); // get never locks, but computeIfAbsent may
        (known == null ? callTimers.computeIfAbsent(rpcCallKey, this::timer) : known)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void recordRetry(String operation, CallFailure.CallFailureKind reason) {
        increment(
                "busbar.rpc.retries", "Calls retried on another node", "operation", operation, "reason", reason.name());
    }

    void recordWindowFull(String node) {
        increment("busbar.rpc.window.full", "Calls that found the in-flight window of a node full", "node", node);
    }

    void recordSuspect() {
        suspectCounter.increment();
    }

    void addWindow(String node, InFlightWindow window) {
        windowMeters.put(
                node,
                List.of(
                        Gauge.builder("busbar.rpc.inflight.calls", window, InFlightWindow::calls)
                                .description("Calls in flight to a node")
                                .tag("node", node)
                                .register(registry),
                        Gauge.builder("busbar.rpc.inflight.bytes", window, InFlightWindow::bytes)
                                .description("Bytes in flight to a node, including those of timed-out calls")
                                .tag("node", node)
                                .baseUnit("bytes")
                                .register(registry)));
    }

    void removeWindow(String node) {
        List<Meter> meters = windowMeters.remove(node);
        if (meters != null) {
            meters.forEach(registry::remove);
        }
    }

    private Timer timer(RpcCallKey rpcCallKey) {
        return Timer.builder("busbar.rpc.calls")
                .description("Duration of operation calls, measured at the caller")
                .tags(
                        "operation",
                        rpcCallKey.operation,
                        "outcome",
                        rpcCallKey.outcome,
                        "target",
                        rpcCallKey.remote ? "remote" : "local")
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
    }

    private void increment(String name, String description, String... tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment();
    }

    private static double nodesIn(Directory directory, NodeState state) {
        return directory.nodes().stream()
                .filter(node -> node.state() == state && !node.suspect())
                .count();
    }
}
