package io.busbar.bus.rpc;

import io.vertx.core.Future;

/** Starts and stops the services of this node, for a command of any node. May be called on any thread. */
public interface LocalServiceControl {

    /** Starts a service; has no effect if it runs. Fails with NOT_FOUND if there is no such service. */
    Future<Void> start(String service);

    /** Stops a service; has no effect if it does not run. Fails with NOT_FOUND if there is no such service. */
    Future<Void> stop(String service);
}
