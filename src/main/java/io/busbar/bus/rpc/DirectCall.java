package io.busbar.bus.rpc;

import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Reply;
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
    /** Neighbours in the list of what the service is working on; {@link LocalInstance}'s business. */
    @Nullable
    DirectCall previous;

    @Nullable
    DirectCall next;

    private final String action;
    private final LocalRequest localRequest;
    private final Context callerContext = Vertx.currentContext();
    private final Promise<Reply<?>> promise = Promise.promise();
    private final LocalInstance instance;
    private final long expiresAtNanos;

    /** To be made on the caller's context. */
    DirectCall(String action, LocalRequest localRequest, LocalInstance instance, long timeoutMillis) {
        this.action = action;
        this.localRequest = localRequest;
        this.instance = instance;
        this.expiresAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    Future<Reply<?>> future() {
        return promise.future();
    }

    @Override
    public String action() {
        return action;
    }

    @Override
    public RequestContext requestContext(Operation<?, ?> operation) {
        return localRequest.requestContext();
    }

    @Override
    public <I> I request(Operation<I, ?> operation, RequestReader<I> reader) {
        return operation.request().cast(localRequest.request());
    }

    @Override
    public void respond(Operation<?, ?> operation, RequestContext requestContext, Reply<?> reply) {
        complete(() -> promise.tryComplete(reply));
    }

    @Override
    public void fail(FailureReply failure) {
        complete(() -> promise.tryFail(failure));
    }

    /** Nanoseconds until nobody waits any more. */
    long remainingNanos(long now) {
        return expiresAtNanos - now;
    }

    /** Nobody waits any more. */
    void expire() {
        complete(() -> promise.tryFail(CallFailure.deadlineExceeded()));
    }

    /** The service is gone; what it was working on may still be answered in time. */
    void scheduleExpiry() {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos(System.nanoTime())) + 1);
        callerContext.runOnContext(ignored -> callerContext.owner().setTimer(millis, fired -> expire()));
    }

    private void complete(Runnable result) {
        callerContext.runOnContext(ignored -> {
            instance.remove(this);
            result.run();
        });
    }
}
