package io.busbar.testing;

import java.util.HashMap;
import java.util.Map;

/** Two complete nodes of one cluster with a common database. */
public record TwoNodeCluster(TestNode first, TestNode second) implements AutoCloseable {
    /** Starts the nodes on a new database, with these additional variables. */
    public static TwoNodeCluster start(Map<String, String> variables) {
        Map<String, String> shared = new HashMap<>(Map.of(
                "DATABASE_URL", TestServers.freshDatabase(),
                "REDIS_URL", TestServers.redisUrl(),
                "JWT_SECRET", TestServers.jwtSecret()));
        shared.putAll(variables);
        TestNode first = TestNode.start(shared);
        try {
            return new TwoNodeCluster(first, TestNode.start(shared));
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            second.close();
        } finally {
            first.close();
        }
    }
}
