package io.busbar.http;

import io.vertx.core.Future;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Checks the node's dependencies. The frontend runs it at most once a second, no matter how often health is requested. */
@FunctionalInterface
public interface HealthCheck {

    /** Queries every dependency. Completes within about a second and never fails. */
    Future<Health> check();

    /**
     * The result of a health check.
     *
     * @param node the node's ID
     * @param databaseConnected whether PostgreSQL responds
     * @param redisConnected whether Redis responds; without it the node is degraded but ready
     * @param services each service of the deployment, and whether it responds over the bus
     */
    record Health(String node, boolean databaseConnected, boolean redisConnected, SortedMap<String, Boolean> services) {
        public Health {
            services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        }

        /** Returns whether the node can serve requests. */
        public boolean ready() {
            return databaseConnected && services.values().stream().allMatch(Boolean::booleanValue);
        }

        /** Creates a result from services in any order. */
        public static Health of(
                String node, boolean databaseConnected, boolean redisConnected, Map<String, Boolean> services) {
            return new Health(node, databaseConnected, redisConnected, new TreeMap<>(services));
        }
    }
}
