package io.busbar.node;

import io.busbar.testing.TestNode;
import io.busbar.testing.TestServers;
import java.util.HashMap;
import java.util.Map;

/** Two nodes on one database: one runs the service that hosts operations, the other is only a frontend of it. */
final class HostingNodes implements AutoCloseable {
    final HostService host = new HostService();
    final TestNode hosting;
    final TestNode frontend;

    private final Map<String, String> shared = Map.of(
            "DATABASE_URL", TestServers.freshDatabase(),
            "REDIS_URL", TestServers.redisUrl(),
            "JWT_SECRET", TestServers.jwtSecret());

    HostingNodes() {
        hosting = AddedService.startNode(shared, host.added());
        frontend = startFrontend();
    }

    /** Starts a further node that does not run the service. */
    TestNode startFrontend() {
        Map<String, String> variables = new HashMap<>(shared);
        variables.put("SERVICES", "deliveries");
        return AddedService.startNode(variables, host.added());
    }

    @Override
    public void close() {
        frontend.close();
        hosting.close();
    }
}
