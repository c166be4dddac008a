package io.busbar.bus.rpc;

import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.ServiceVerticle.OperationHandler;
import io.busbar.bus.builtin.BuiltInOperations;
import io.busbar.bus.json.RequestReaders;
import io.busbar.bus.permissions.PermissionEvaluator;
import io.busbar.bus.runtime.RuntimeOperationHandler;
import io.busbar.bus.runtime.engine.HostedOperations;
import io.busbar.bus.runtime.engine.OperationSetView;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers the services of this node for calls, and counts the active calls. */
public final class ServiceHost {
    private final Vertx vertx;
    private final LocalServiceInstances localServiceInstances;
    private final ActiveCalls activeCalls = new ActiveCalls();
    private final RequestReaders readers = new RequestReaders();
    private volatile @Nullable OperationSetView operationSetView;

    ServiceHost(Vertx vertx, LocalServiceInstances localServiceInstances) {
        this.vertx = vertx;
        this.localServiceInstances = localServiceInstances;
    }

    /** Compiles the request validators of a service once for all its instances. Takes a while: do not call it on an event loop. */
    public void prepareReaders(Contract contract) {
        contract.withExtensionPoints().forEach(offered -> {
            offered.operations().forEach(readers::of);
            BuiltInOperations.of(offered.service()).forEach(readers::of);
        });
    }

    /**
     * Registers an instance of a service and of its extension points; their calls are handled on the current context. Returns what removes
     * it: run that on the same context.
     *
     * @param operationHandlers       handlers by operation name, one for every operation of the contract and its extension points
     * @param runtimeOperationHandler runs the runtime operations; null if the service hosts none
     * @param permissions             decides about the objects that operations concern
     */
    public Runnable register(
            Contract contract,
            Map<String, OperationHandler<?, ?>> operationHandlers,
            @Nullable RuntimeOperationHandler runtimeOperationHandler,
            Changes changes,
            PermissionEvaluator permissions) {
        List<ServiceDispatcher> dispatchers = contract.withExtensionPoints().stream()
                .map(offered -> new ServiceDispatcher(
                        contract,
                        offered,
                        operationHandlers,
                        offered.equals(contract) ? hostedBy(contract, runtimeOperationHandler) : null,
                        changes,
                        permissions,
                        this))
                .toList();
        List<Runnable> registered = dispatchers.stream()
                .map(dispatcher ->
                        localServiceInstances.register(dispatcher.service(), dispatcher, vertx.getOrCreateContext()))
                .toList();
        return () -> registered.forEach(Runnable::run);
    }

    private @Nullable HostedOperations hostedBy(
            Contract contract, @Nullable RuntimeOperationHandler runtimeOperationHandler) {
        OperationSetView view = operationSetView;
        return runtimeOperationHandler == null || view == null
                ? null
                : new HostedOperations(contract.service(), view, runtimeOperationHandler);
    }

    /** Sets the runtime operations. Call it before the services start. */
    public void setOperationSetView(OperationSetView view) {
        operationSetView = view;
    }

    /** Returns the request readers of this node. */
    public RequestReaders readers() {
        return readers;
    }

    Context currentContext() {
        return vertx.getOrCreateContext();
    }

    ActiveCalls activeCalls() {
        return activeCalls;
    }
}
