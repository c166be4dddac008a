package io.busbar.testing;

import java.util.HashMap;
import java.util.Map;

/** Two whole nodes of one cluster, on one database. */
public record TwoNodes(TestNode here, TestNode there) implements AutoCloseable {
    /** On a database of their own, with these variables too. */
    public static TwoNodes start(Map<String, String> variables) {
        Map<String, String> shared = new HashMap<>(Map.of(
                "DATABASE_URL", Servers.freshDatabase(),
                "REDIS_URL", Servers.redisUrl(),
                "JWT_SECRET", Servers.jwtSecret()));
        shared.putAll(variables);
        return new TwoNodes(TestNode.start(shared), TestNode.start(shared));
    }

    @Override
    public void close() {
        there.close();
        here.close();
    }
}
