package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.runtime.RuntimeOperations;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.Map;

/** A node in a process of its own that hosts operations. */
final class HostProcess {
    private HostProcess() {}

    /**
     * Starts the node. Arguments: database, Redis, secret, port. With a path as a further argument it begins to declare an operation with
     * this path and never commits.
     */
    public static void main(String[] arguments) {
        HostService host = new HostService();
        Map<String, String> environment = Map.of(
                "DATABASE_URL", arguments[0],
                "REDIS_URL", arguments[1],
                "JWT_SECRET", arguments[2],
                "PORT", arguments[3],
                "DEV_MAIL", "true");
        NodeSettings settings = NodeSettings.read(
                environment, Path.of("target", "no-such.properties"), AddedService.contracts(host.added()));
        Node node = AddedService.startNode(settings, host.added());
        if (arguments.length > 4) {
            declareWithoutCommit(host.context(node.id()), arguments[4]);
        }
    }

    private static void declareWithoutCommit(ServiceContext context, String path) {
        RuntimeOperations operations = context.runtimeOperations();
        operations
                .check(HostService.answering("unfinished", path, "here"))
                .compose(checked -> context.changes()
                        .change(
                                HostService.system(),
                                "host.declare",
                                tx -> operations
                                        .put(tx, checked, 0)
                                        .compose(stored ->
                                                Promise.<Long>promise().future())));
    }
}
