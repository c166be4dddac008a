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

/** Lets calls in to the services of this node, and counts them until their work is done. */
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

    /** Compiles what the service's requests have to look like, once for all its instances. Not for an event loop, it takes a while. */
    public void prepare(Contract contract) {
        contract.operations().forEach(this::reader);
        reader(PingOperation.of(contract.service()));
    }

    /**
     * Opens a service on this node; calls are handled on the context that asks for this. Completes when calls can come.
     *
     * @param operationHandlers by action, one for every operation of the contract
     */
    public Future<Void> register(
            Contract contract, Map<String, OperationHandler<?, ?>> operationHandlers, Changes changes) {
        ServiceDispatcher dispatcher = new ServiceDispatcher(contract, operationHandlers, changes, this);
        return vertx.eventBus()
                .<Object>localConsumer(contract.service(), dispatcher::receive)
                .completion()
                .onSuccess(open -> localInstances.register(contract.service(), dispatcher));
    }

    /** Closes what was opened on this context; the rest of it goes with the context. */
    public void unregister(Contract contract) {
        localInstances.unregister(contract.service());
    }

    /** The reader is stored under the operation that it is made of. */
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
