package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Vertx;
import java.util.Set;

/**
 * The state that all calls of this node share.
 *
 * @param nodeId         this node's ID
 * @param localServices  names of the services that run on this node
 * @param localServiceInstances instances of those services by event loop
 */
record RpcContext(
        Vertx vertx,
        String nodeId,
        Set<String> localServices,
        LocalServiceInstances localServiceInstances,
        Directory directory,
        Peers peers,
        RetryBudget retryBudget,
        RpcMetrics metrics) {}
