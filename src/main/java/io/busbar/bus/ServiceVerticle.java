package io.busbar.bus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.Map;

/**
 * A service on one node. A subclass registers its operation handlers and subscribers in {@link #configure()}. The start fails if an
 * operation of the contract has no handler.
 */
public abstract class ServiceVerticle extends VerticleBase {
    private final Contract contract;
    private final ServiceContext serviceContext;
    private final Map<String, OperationHandler<?, ?>> operationHandlers = new HashMap<>();

    /** Runs on the thread that deploys the verticle: slow preparation belongs here and not on the event loop. */
    protected ServiceVerticle(Contract contract, ServiceContext serviceContext) {
        this.contract = contract;
        this.serviceContext = serviceContext;
        serviceContext.serviceHost().prepareReaders(contract);
    }

    /** Registers the handlers of all operations, and the subscribers. */
    protected abstract void configure();

    protected final <I, O> void on(Operation<I, O> operation, OperationHandler<I, O> operationHandler) {
        if (operationHandlers.put(operation.action(), operationHandler) != null) {
            throw new IllegalStateException(operation.name() + " has two handlers");
        }
    }

    protected final void subscribe(Subscriber subscriber) {
        serviceContext.subscriberRegistry().accept(subscriber);
    }

    protected final ServiceContext serviceContext() {
        return serviceContext;
    }

    /** Completes when the service accepts calls. */
    @Override
    public final Future<?> start() {
        configure();
        return serviceContext.serviceHost().register(contract, Map.copyOf(operationHandlers), serviceContext.changes());
    }

    @Override
    public final Future<?> stop() {
        serviceContext.serviceHost().removeLocalInstance(contract);
        return onStop();
    }

    /** Releases what {@link #configure()} acquired beyond handlers and subscribers. */
    protected Future<?> onStop() {
        return Future.succeededFuture();
    }
}
