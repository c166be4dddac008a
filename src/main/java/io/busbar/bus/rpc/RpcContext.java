package io.busbar.bus.rpc;

import io.busbar.bus.Operation;
import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Vertx;
import java.util.Map;

/**
 * The state that all calls of this node share.
 *
 * @param nodeId         this node's ID
 * @param localServiceInstances the service instances of this node
 * @param implementers   the services that implement extension points, by the name of the point
 */
record RpcContext(
        Vertx vertx,
        String nodeId,
        LocalServiceInstances localServiceInstances,
        Directory directory,
        Peers peers,
        RetryBudget retryBudget,
        RpcMetrics metrics,
        Map<String, String> implementers) {

    /** Returns the name of the service that handles the operation: another one than the operation's if that is an extension point. */
    String implementer(Operation<?, ?> operation) {
        return implementers.getOrDefault(operation.service(), operation.service());
    }
}
