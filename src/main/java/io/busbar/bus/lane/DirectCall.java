package io.busbar.bus.lane;

import io.busbar.bus.Caller;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.json.RequestReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * A call between two services of one event loop. Everything else is as over the bus: the work begins in a turn of its own on the service's
 * context, the answer comes in one on the caller's, and whoever waits does so no longer than the deadline.
 */
final class DirectCall implements IncomingCall {
    private final String action;
    private final LocalRequest handed;
    private final Context caller = Vertx.currentContext();
    private final Promise<Reply<?>> verdict = Promise.promise();
    private final long timer;

    /** To be made on the caller's context. */
    DirectCall(String action, LocalRequest handed, long patienceMillis) {
        this.action = action;
        this.handed = handed;
        this.timer = caller.owner().setTimer(patienceMillis, fired -> verdict.tryFail(CallFailure.tooLate()));
    }

    Future<Reply<?>> verdict() {
        return verdict.future();
    }

    @Override
    public String action() {
        return action;
    }

    @Override
    public Caller caller(Operation<?, ?> operation) {
        return handed.caller();
    }

    @Override
    public <I> I request(Operation<I, ?> operation, RequestReader<I> reader) {
        return operation.request().cast(handed.request());
    }

    @Override
    public void answer(Operation<?, ?> operation, Caller caller, Reply<?> reply) {
        settle(() -> verdict.tryComplete(reply));
    }

    @Override
    public void fail(FailureReply failure) {
        settle(() -> verdict.tryFail(failure));
    }

    private void settle(Runnable result) {
        caller.runOnContext(ignored -> {
            caller.owner().cancelTimer(timer);
            result.run();
        });
    }
}
