package io.busbar.bus.rpc;

import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.json.RequestReaders;
import io.vertx.core.Vertx;
import java.util.Map;

/** Registers the services of this node for calls, and counts the active calls. */
public final class ServiceHost {
    private final Vertx vertx;
    private final LocalServiceInstances localServiceInstances;
    private final ActiveCalls activeCalls = new ActiveCalls();
    private final RequestReaders readers = new RequestReaders();

    ServiceHost(Vertx vertx, LocalServiceInstances localServiceInstances) {
        this.vertx = vertx;
        this.localServiceInstances = localServiceInstances;
    }

    /** Compiles the request validators of a service once for all its instances. Takes a while: do not call it on an event loop. */
    public void prepareReaders(Contract contract) {
        contract.operations().forEach(readers::of);
        readers.of(PingOperation.of(contract.service()));
    }

    /**
     * Registers an instance of a service; its calls are handled on the current context. Returns what removes it: run that on the same
     * context.
     *
     * @param operationHandlers handlers by action name, one for every operation of the contract
     */
    public Runnable register(
            Contract contract, Map<String, OperationHandler<?, ?>> operationHandlers, Changes changes) {
        ServiceDispatcher dispatcher = new ServiceDispatcher(contract, operationHandlers, changes, this);
        return localServiceInstances.register(contract.service(), dispatcher, vertx.getOrCreateContext());
    }

    /** Returns the request readers of this node. */
    public RequestReaders readers() {
        return readers;
    }

    ActiveCalls activeCalls() {
        return activeCalls;
    }
}
