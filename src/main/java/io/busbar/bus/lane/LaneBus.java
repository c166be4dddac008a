package io.busbar.bus.lane;

import io.busbar.bus.Bus;
import io.busbar.bus.Caller;
import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.vertx.core.Future;

/** The typed client. */
final class LaneBus implements Bus {
    @Override
    public <I, O> Future<Reply<O>> ask(Operation<I, O> operation, I request, Caller caller) {
        return Future.failedFuture(Failure.of(FailureCode.SERVICE_UNAVAILABLE));
    }
}
