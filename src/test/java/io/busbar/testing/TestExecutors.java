package io.busbar.testing;

import io.busbar.bus.concurrent.BoundedExecutors;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

/** Creates the executors of a node for tests without one. */
public final class TestExecutors {
    private TestExecutors() {}

    public static BoundedExecutors of(Vertx vertx) {
        return new BoundedExecutors(vertx, new SimpleMeterRegistry());
    }
}
