package io.busbar.bus.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call of a service in this JVM. Records pass by reference: the compiler has checked their types, and the frontend has validated them.
 * The handler starts in a separate turn on the service's context, the caller gets the reply in a separate turn on its own context, and the
 * call fails at its deadline.
 */
final class LocalCall implements IncomingCall {
    private static final long NO_TIMER = -1;

    /** Previous call in the linked list of active calls, which {@link LocalServiceInstance} maintains. */
    @Nullable
    LocalCall previous;

    @Nullable
    LocalCall next;

    private final Operation<?, ?> operation;
    private final Object request;
    private final RequestContext requestContext;
    private final LocalServiceInstance instance;
    private final Context callerContext;
    private final long expiresAtNanos;
    private final Promise<Reply<?>> promise = Promise.promise();
    private long timer = NO_TIMER;

    /** @param callerContext the context on which the caller gets the reply */
    LocalCall(
            Operation<?, ?> operation,
            Object request,
            RequestContext requestContext,
            LocalServiceInstance instance,
            Context callerContext,
            long timeoutMillis) {
        this.operation = operation;
        this.request = request;
        this.requestContext = requestContext;
        this.instance = instance;
        this.callerContext = callerContext;
        this.expiresAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    Future<Reply<?>> future() {
        return promise.future();
    }

    @Override
    public String action() {
        return operation.action();
    }

    @Override
    public long runtimeVersion() {
        return operation.runtimeVersion();
    }

    @Override
    public boolean isFromCluster() {
        return true;
    }

    @Override
    public Instant deadline() {
        return requestContext.deadline();
    }

    @Override
    public RequestContext requestContext(Operation<?, ?> served) {
        return requestContext;
    }

    @Override
    public <I> I request(Operation<I, ?> served, RequestReader<I> reader) {
        // The caller may use a JSON request again: for another attempt, or as a key.
        Object own = request instanceof ObjectNode json ? json.deepCopy() : request;
        return served.request().cast(own);
    }

    @Override
    public void respond(Operation<?, ?> served, RequestContext context, Reply<?> reply) {
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

    /** Sets a timer for the deadline, because no instance checks it. Must be called on the caller's thread. */
    void startTimer() {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos(System.nanoTime())) + 1);
        timer = callerContext.owner().setTimer(millis, fired -> expire());
    }

    /** Sets that timer, because the instance checks no longer. The reply may still arrive in time. */
    void startTimerLater() {
        callerContext.runOnContext(ignored -> startTimer());
    }

    private void complete(Runnable result) {
        callerContext.runOnContext(ignored -> {
            if (timer == NO_TIMER) {
                instance.remove(this);
            } else {
                callerContext.owner().cancelTimer(timer);
            }
            result.run();
        });
    }
}
