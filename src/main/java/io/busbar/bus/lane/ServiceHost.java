package io.busbar.bus.lane;

import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.Handler;
import io.busbar.bus.Operation;
import io.busbar.bus.json.RequestReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lets calls in to the services of this node, and counts them until their work is done. */
public final class ServiceHost {
    private final Vertx vertx;
    private final Directory directory;
    private final Residents residents;
    private final ActiveCalls running = new ActiveCalls();
    private final Map<Operation<?, ?>, RequestReader<?>> readers = new ConcurrentHashMap<>();

    ServiceHost(Vertx vertx, Directory directory, Residents residents) {
        this.vertx = vertx;
        this.directory = directory;
        this.residents = residents;
    }

    /** Compiles what the service's requests have to look like, once for all its instances. Not for an event loop, it takes a while. */
    public void prepare(Contract contract) {
        contract.operations().forEach(this::reader);
        reader(Ping.of(contract.service()));
    }

    /**
     * Opens a service on this node; calls are handled on the context that asks for this. Completes when calls can come.
     *
     * @param handlers by action, one for every operation of the contract
     */
    public Future<Void> open(Contract contract, Map<String, Handler<?, ?>> handlers, Changes changes) {
        ServiceDispatcher reception = new ServiceDispatcher(contract, handlers, changes, this);
        return vertx.eventBus()
                .<Object>localConsumer(contract.service(), reception::receive)
                .completion()
                .onSuccess(open -> residents.movedIn(contract.service(), reception));
    }

    /** Closes what was opened on this context; the rest of it goes with the context. */
    public void close(Contract contract) {
        residents.movedOut(contract.service());
    }

    /** The reader is stored under the operation that it is made of. */
    @SuppressWarnings("unchecked")
    <I> RequestReader<I> reader(Operation<I, ?> operation) {
        return (RequestReader<I>) readers.computeIfAbsent(operation, RequestReader::of);
    }

    Directory directory() {
        return directory;
    }

    ActiveCalls running() {
        return running;
    }
}
