package io.busbar.http;

import io.vertx.core.Future;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks at what the node needs. The front asks at most once a second, however often it is asked itself. */
@FunctionalInterface
public interface HealthCheck {

    /** Really asks each part, within about a second; never fails. */
    Future<Health> check();

    /**
     * What was found.
     *
     * @param node     this node's id
     * @param database whether PostgreSQL answered
     * @param redis    whether Redis answered; without it the node is degraded, and ready all the same
     * @param services for each service of the deployment, whether it answered over the bus
     */
    record Health(String node, boolean database, boolean redis, SortedMap<String, Boolean> services) {
        public Health {
            services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
        }

        /** Whether the node can do its work. */
        public boolean ready() {
            return database && services.values().stream().allMatch(Boolean::booleanValue);
        }

        /** The services that answered or not, unordered input accepted. */
        public static Health of(String node, boolean database, boolean redis, Map<String, Boolean> services) {
            return new Health(node, database, redis, new TreeMap<>(services));
        }
    }
}
