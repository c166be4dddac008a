package io.busbar.http.pages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Json;
import io.busbar.http.HealthCheck;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.FrontendContext;
import io.busbar.http.server.HeaderNames;
import io.vertx.core.Future;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The health endpoint for operators and load balancers: 200 if the node can serve requests and is not draining, else 503. */
final class HealthEndpoint {
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TIMEOUT_MILLIS = 2_000;

    private final HealthCheck healthCheck;
    private final FrontendContext frontend;
    private @Nullable Future<HealthCheck.Health> cachedHealth;
    private long checkedAtNanos;

    HealthEndpoint(HealthCheck healthCheck, FrontendContext frontend) {
        this.healthCheck = healthCheck;
        this.frontend = frontend;
    }

    void serve(Exchange exchange) {
        exchange.then(currentHealth(), health -> {
            boolean draining = frontend.isDraining();
            String status = draining
                    ? "draining"
                    : !health.ready() ? "unavailable" : health.redisConnected() ? "ok" : "degraded";
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("status", status);
            body.put("dbStatus", connectionStatus(health.databaseConnected()));
            body.put("redis", connectionStatus(health.redisConnected()));
            ObjectNode services = body.putObject("services");
            health.services().forEach((name, answered) -> services.put(name, answered ? "up" : "down"));
            body.put("node", health.node());
            body.put("draining", draining);
            exchange.responseWriter.end(health.ready() && !draining ? 200 : 503, HeaderNames.JSON, Json.bytes(body));
        });
    }

    /** Returns the health, at most one second old and shared by all requests, so that health requests cannot overload the node. */
    private synchronized Future<HealthCheck.Health> currentHealth() {
        long nowNanos = System.nanoTime();
        if (cachedHealth == null || nowNanos - checkedAtNanos > MAX_AGE_NANOS) {
            checkedAtNanos = nowNanos;
            cachedHealth = healthCheck
                    .check()
                    .timeout(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .otherwise(new HealthCheck.Health("", false, false, new TreeMap<>()));
        }
        return cachedHealth;
    }

    private static String connectionStatus(boolean connected) {
        return connected ? "connected" : "disconnected";
    }
}
