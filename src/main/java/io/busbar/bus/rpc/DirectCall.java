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
 * A call between two services on the same event loop. It behaves like a call over the bus: the handler starts in a separate turn on the
 * service's context, the caller gets the reply in a separate turn on its own context, and the call fails at its deadline.
 */
final class DirectCall implements IncomingCall {
    /** Previous call in the linked list of active calls, which {@link LocalServiceInstance} maintains. */
    @Nullable
    DirectCall previous;

    @Nullable
    DirectCall next;

    private final String action;
    private final LocalRequest localRequest;
    private final Context callerContext = Vertx.currentContext();
    private final Promise<Reply<?>> promise = Promise.promise();
    private final LocalServiceInstance instance;
    private final long expiresAtNanos;

    /** Must be created on the caller's context. */
    DirectCall(String action, LocalRequest localRequest, LocalServiceInstance instance, long timeoutMillis) {
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

    /** Returns the nanoseconds until the deadline. */
    long remainingNanos(long now) {
        return expiresAtNanos - now;
    }

    /** Fails the call with DEADLINE_EXCEEDED. */
    void expire() {
        complete(() -> promise.tryFail(CallFailure.deadlineExceeded()));
    }

    /** Sets a timer for the deadline, because the instance no longer checks for expired calls. The reply may still arrive in time. */
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
