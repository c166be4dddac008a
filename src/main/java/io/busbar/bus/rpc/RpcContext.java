package io.busbar.bus.rpc;

import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Vertx;
import java.util.Set;

/**
 * What all calls of this node share.
 *
 * @param nodeId      this node's id
 * @param localServices    the services that run here
 * @param localInstances and on which event loops
 */
record RpcContext(
        Vertx vertx,
        String nodeId,
        Set<String> localServices,
        LocalInstances localInstances,
        Directory directory,
        Peers peers,
        RetryBudget retryBudget,
        RpcMetrics metrics) {}
