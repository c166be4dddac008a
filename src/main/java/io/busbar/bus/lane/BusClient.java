package io.busbar.bus.lane;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.vertx.core.Future;
import java.time.Instant;

/** The typed client: gives each call its deadline and its place in the figures. The way of a call is in {@link OutgoingCall}. */
final class BusClient implements Bus {
    private final Network network;

    BusClient(Network network) {
        this.network = network;
    }

    @Override
    public <I, O> Future<Reply<O>> ask(Operation<I, O> operation, I request, Caller caller) {
        long began = System.nanoTime();
        Caller hop = caller.hop(operation).by(Instant.now().plus(operation.timeLimit()));
        OutgoingCall<I, O> attempts = new OutgoingCall<>(network, operation, request, hop);
        return attempts.run().onComplete(done -> {
            String outcome = done.succeeded() ? "OK" : code(done.cause()).name();
            network.meters().ended(operation.name(), outcome, attempts.wentOut(), System.nanoTime() - began);
        });
    }

    private static FailureCode code(Throwable cause) {
        return cause instanceof Failure failure ? failure.code() : FailureCode.INTERNAL_SERVER_ERROR;
    }
}
