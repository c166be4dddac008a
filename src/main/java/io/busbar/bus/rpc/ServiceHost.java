package io.busbar.bus.rpc;

import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.json.RequestReaders;
import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/** Registers the services of this node for calls, and counts the active calls. */
public final class ServiceHost {
    private final Vertx vertx;
    private final Directory directory;
    private final LocalServiceInstances localServiceInstances;
    private final ActiveCalls activeCalls = new ActiveCalls();
    private final RequestReaders readers = new RequestReaders();

    ServiceHost(Vertx vertx, Directory directory, LocalServiceInstances localServiceInstances) {
        this.vertx = vertx;
        this.directory = directory;
        this.localServiceInstances = localServiceInstances;
    }

    /** Compiles the request validators of a service once for all its instances. Takes a while: do not call it on an event loop. */
    public void prepareReaders(Contract contract) {
        contract.operations().forEach(readers::of);
        readers.of(PingOperation.of(contract.service()));
    }

    /**
     * Registers a service on this node; its calls are handled on the current context. Completes when the service is reachable.
     *
     * @param operationHandlers handlers by action name, one for every operation of the contract
     */
    public Future<Void> register(
            Contract contract, Map<String, OperationHandler<?, ?>> operationHandlers, Changes changes) {
        ServiceDispatcher dispatcher = new ServiceDispatcher(contract, operationHandlers, changes, this);
        return vertx.eventBus()
                .<Object>localConsumer(contract.service(), dispatcher::receive)
                .completion()
                .onSuccess(open -> localServiceInstances.register(contract.service(), dispatcher));
    }

    /** Removes the direct route to the instance of the current context. Vert.x closes the instance's bus consumer with the context. */
    public void removeLocalInstance(Contract contract) {
        localServiceInstances.unregister(contract.service());
    }

    /** Returns the request readers of this node. */
    public RequestReaders readers() {
        return readers;
    }

    Directory directory() {
        return directory;
    }

    ActiveCalls activeCalls() {
        return activeCalls;
    }
}
