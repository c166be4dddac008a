package io.busbar.bus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.HashMap;
import java.util.Map;

/**
 * A service on one node. A subclass says in {@link #wire()} which handler answers which operation and which events it reacts to;
 * an operation of its contract left without a handler fails the start.
 */
public abstract class ServiceVerticle extends VerticleBase {
    private final Contract contract;
    private final Kernel kernel;
    private final Map<String, Handler<?, ?>> handlers = new HashMap<>();

    /** Made on the thread that deploys it, so the slow part of the start is here and not on the event loop. */
    protected ServiceVerticle(Contract contract, Kernel kernel) {
        this.contract = contract;
        this.kernel = kernel;
        kernel.intake().prepare(contract);
    }

    /** Registers handlers and subscribers; reads as the service's table of contents. */
    protected abstract void wire();

    protected final <I, O> void on(Operation<I, O> operation, Handler<I, O> handler) {
        if (handlers.put(operation.action(), handler) != null) {
            throw new IllegalStateException(operation.name() + " has two handlers");
        }
    }

    protected final void subscribe(Subscriber subscriber) {
        kernel.subscribers().accept(subscriber);
    }

    protected final Kernel kernel() {
        return kernel;
    }

    /** Completes when calls can come. */
    @Override
    public final Future<?> start() {
        wire();
        return kernel.intake().open(contract, Map.copyOf(handlers), kernel.changes());
    }

    @Override
    public final Future<?> stop() {
        kernel.intake().close(contract);
        return release();
    }

    /** Lets go of what {@link #wire()} took beyond handlers and subscribers. */
    protected Future<?> release() {
        return Future.succeededFuture();
    }
}
