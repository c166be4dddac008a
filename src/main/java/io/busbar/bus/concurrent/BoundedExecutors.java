package io.busbar.bus.concurrent;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The executors of a node by name. All instances of a service share them, so that the limits hold for the node. */
public final class BoundedExecutors {
    private final Vertx vertx;
    private final MeterRegistry registry;
    private final ConcurrentMap<String, BoundedExecutor> byName = new ConcurrentHashMap<>();

    public BoundedExecutors(Vertx vertx, MeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    /** Returns the executor of this name. The first caller decides on its limits. */
    public BoundedExecutor get(String name, ExecutorLimits limits) {
        return byName.computeIfAbsent(
                name, created -> new BoundedExecutor(vertx, name, limits, new ExecutorMetrics(registry, name)));
    }

    /** Refuses further tasks and completes when those of all executors have ended. */
    public Future<Void> close() {
        return Future.join(byName.values().stream().map(BoundedExecutor::close).toList())
                .mapEmpty();
    }
}
