package io.busbar.bus.rpc;

import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.Operation;
import io.busbar.bus.OperationHandler;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.rpc.membership.Directory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Registers the services of this node for calls, and counts the active calls. */
public final class ServiceHost {
    private final Vertx vertx;
    private final Directory directory;
    private final LocalInstances localInstances;
    private final ActiveCalls activeCalls = new ActiveCalls();
    private final Map<Operation<?, ?>, RequestReader<?>> readers = new ConcurrentHashMap<>();

    ServiceHost(Vertx vertx, Directory directory, LocalInstances localInstances) {
        this.vertx = vertx;
        this.directory = directory;
        this.localInstances = localInstances;
    }

    /** Compiles the request validators of a service once for all its instances. Takes a while: do not call it on an event loop. */
    public void prepare(Contract contract) {
        contract.operations().forEach(this::reader);
        reader(PingOperation.of(contract.service()));
    }

    /**
     * Registers a service on this node; its calls are handled on the current context. Completes when the service is reachable.
     *
     * @param operationHandlers handlers by action, one for every operation of the contract
     */
    public Future<Void> register(
            Contract contract, Map<String, OperationHandler<?, ?>> operationHandlers, Changes changes) {
        ServiceDispatcher dispatcher = new ServiceDispatcher(contract, operationHandlers, changes, this);
        return vertx.eventBus()
                .<Object>localConsumer(contract.service(), dispatcher::receive)
                .completion()
                .onSuccess(open -> localInstances.register(contract.service(), dispatcher));
    }

    /** Removes the direct route to the instance of the current context. Its bus consumer closes with the context. */
    public void unregister(Contract contract) {
        localInstances.unregister(contract.service());
    }

    /** Each reader is stored under the operation from which it was created. */
    @SuppressWarnings("unchecked")
    <I> RequestReader<I> reader(Operation<I, ?> operation) {
        return (RequestReader<I>) readers.computeIfAbsent(operation, RequestReader::of);
    }

    Directory directory() {
        return directory;
    }

    ActiveCalls activeCalls() {
        return activeCalls;
    }
}
