package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Vertx;

/**
 * The state that all calls of this node share.
 *
 * @param nodeId         this node's ID
 * @param localServiceInstances the service instances of this node
 */
record RpcContext(
        Vertx vertx,
        String nodeId,
        LocalServiceInstances localServiceInstances,
        Directory directory,
        Peers peers,
        RetryBudget retryBudget,
        RpcMetrics metrics) {}
