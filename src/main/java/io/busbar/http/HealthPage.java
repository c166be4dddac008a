package io.busbar.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.json.Json;
import io.vertx.core.Future;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How the node is, for people and load balancers: 200 when it can do its work and means to, else 503. */
final class HealthPage {
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE_MS = 2_000;

    private final HealthCheck check;
    private final FrontContext site;
    private @Nullable Future<HealthCheck.Health> found;
    private long foundAt;

    HealthPage(HealthCheck check, FrontContext site) {
        this.check = check;
        this.site = site;
    }

    void show(Exchange exchange) {
        exchange.then(look(), health -> {
            boolean draining = site.draining();
            String status =
                    draining ? "draining" : !health.ready() ? "unavailable" : health.redis() ? "ok" : "degraded";
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("status", status);
            body.put("dbStatus", connected(health.database()));
            body.put("redis", connected(health.redis()));
            ObjectNode services = body.putObject("services");
            health.services().forEach((name, answered) -> services.put(name, answered ? "up" : "down"));
            body.put("node", health.node());
            body.put("draining", draining);
            exchange.end(health.ready() && !draining ? 200 : 503, HeaderNames.JSON, Json.bytes(body));
        });
    }

    /** One look a second at most, shared by all who ask meanwhile, so that asking cannot become a burden. */
    private synchronized Future<HealthCheck.Health> look() {
        long now = System.nanoTime();
        if (found == null || now - foundAt > FRESH) {
            foundAt = now;
            found = check.check()
                    .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .otherwise(new HealthCheck.Health("", false, false, new TreeMap<>()));
        }
        return found;
    }

    private static String connected(boolean there) {
        return there ? "connected" : "disconnected";
    }
}
