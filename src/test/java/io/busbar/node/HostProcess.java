package io.busbar.node;

import io.busbar.bus.ServiceContext;
import io.busbar.bus.runtime.RuntimeOperations;
import io.vertx.core.Promise;

/** A node in a process of its own that hosts operations. */
final class HostProcess {
    private HostProcess() {}

    /**
     * Starts the node. Arguments: database, Redis, secret, port. With a path as a further argument it begins to declare an operation with
     * this path and never commits.
     */
    public static void main(String[] arguments) {
        HostService host = new HostService();
        Node node = AddedService.startNode(arguments, host.added());
        if (arguments.length > 4) {
            declareWithoutCommit(host.context(node.id()), arguments[4]);
        }
    }

    private static void declareWithoutCommit(ServiceContext context, String path) {
        RuntimeOperations operations = context.cluster().runtimeOperations();
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
