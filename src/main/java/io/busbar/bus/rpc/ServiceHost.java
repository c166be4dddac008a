package io.busbar.bus.rpc;

import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.json.RequestReaders;
import io.busbar.bus.permissions.ExplainOperation;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.vertx.core.Vertx;
import java.util.List;
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
        contract.withExtensionPoints().forEach(offered -> {
            offered.operations().forEach(readers::of);
            readers.of(PingOperation.of(offered.service()));
            readers.of(ExplainOperation.of(offered.service()));
        });
    }

    /**
     * Registers an instance of a service and of its extension points; their calls are handled on the current context. Returns what removes
     * it: run that on the same context.
     *
     * @param operationHandlers handlers by operation name, one for every operation of the contract and its extension points
     * @param permissions       decides about the objects that operations concern
     */
    public Runnable register(
            Contract contract,
            Map<String, OperationHandler<?, ?>> operationHandlers,
            Changes changes,
            PermissionEvaluator permissions) {
        List<ServiceDispatcher> dispatchers = contract.withExtensionPoints().stream()
                .map(offered -> new ServiceDispatcher(offered, operationHandlers, changes, permissions, this))
                .toList();
        List<Runnable> registered = dispatchers.stream()
                .map(dispatcher ->
                        localServiceInstances.register(dispatcher.service(), dispatcher, vertx.getOrCreateContext()))
                .toList();
        return () -> registered.forEach(Runnable::run);
    }

    /** Returns the request readers of this node. */
    public RequestReaders readers() {
        return readers;
    }

    ActiveCalls activeCalls() {
        return activeCalls;
    }
}
