package io.busbar.bus.lane;

import io.busbar.bus.Caller;
import io.busbar.bus.Operation;
import io.busbar.bus.Reply;
import io.busbar.bus.json.RequestReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call between two services of one event loop. Everything else is as over the bus: the work begins in a turn of its own on the service's
 * context, the answer comes in one on the caller's, and whoever waits does so no longer than the deadline.
 */
final class DirectCall implements IncomingCall {
    /** Neighbours in the list of what the service is working on; {@link Resident}'s business. */
    @Nullable
    DirectCall before;

    @Nullable
    DirectCall after;

    private final String action;
    private final LocalRequest handed;
    private final Context caller = Vertx.currentContext();
    private final Promise<Reply<?>> verdict = Promise.promise();
    private final Resident service;
    private final long expires;

    /** To be made on the caller's context. */
    DirectCall(String action, LocalRequest handed, Resident service, long patienceMillis) {
        this.action = action;
        this.handed = handed;
        this.service = service;
        this.expires = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
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

    /** Nanoseconds until nobody waits any more. */
    long left(long now) {
        return expires - now;
    }

    /** Nobody waits any more. */
    void expire() {
        settle(() -> verdict.tryFail(CallFailure.tooLate()));
    }

    /** The service is gone; what it was working on may still be answered in time. */
    void expireByItself() {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(left(System.nanoTime())) + 1);
        caller.runOnContext(ignored -> caller.owner().setTimer(millis, fired -> expire()));
    }

    private void settle(Runnable result) {
        caller.runOnContext(ignored -> {
            service.forget(this);
            result.run();
        });
    }
}
