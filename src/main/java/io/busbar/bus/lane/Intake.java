package io.busbar.bus.lane;

import io.busbar.bus.Changes;
import io.busbar.bus.Contract;
import io.busbar.bus.Handler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/** Lets calls in to the services of this node, and counts them until their work is done. */
public final class Intake {
    private final Vertx vertx;
    private final Directory directory;
    private final Running running = new Running();

    Intake(Vertx vertx, Directory directory) {
        this.vertx = vertx;
        this.directory = directory;
    }

    /**
     * Opens a service on this node; calls are handled on the context that asks for this. Completes when calls can come.
     *
     * @param handlers by action, one for every operation of the contract
     */
    public Future<Void> open(Contract contract, Map<String, Handler<?, ?>> handlers, Changes changes) {
        Reception reception = new Reception(contract, handlers, changes, directory, running);
        return vertx.eventBus()
                .<Object>localConsumer(contract.service(), reception::receive)
                .completion();
    }

    Running running() {
        return running;
    }
}
