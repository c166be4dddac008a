package io.busbar.bus.runtime;

import io.vertx.core.Future;

/**
 * Starts and stops the services of the code on a node while the cluster runs. Changes of one service on one node are made one after the
 * other. They last until the process ends: a node that is restarted runs the services that its settings name.
 *
 * <p>Both fail with {@link io.busbar.bus.FailureCode#NOT_FOUND} if there is no such node or service, and with {@link
 * io.busbar.bus.FailureCode#SERVICE_UNAVAILABLE} if the node does not respond.
 */
public interface NodeServices {

    /**
     * Starts a service on a node. Completes when every node knows that it runs there; has no effect if it runs already. A start that fails
     * leaves nothing behind.
     *
     * @param node the ID of any node of the cluster
     */
    Future<Void> start(String node, String service);

    /**
     * Stops a service on a node. Calls in flight are answered and new ones go to other nodes; then deliveries and steps of jobs end or are
     * handed over, and then the service stops. Has no effect if it does not run there.
     *
     * @param node the ID of any node of the cluster
     */
    Future<Void> stop(String node, String service);
}
