package io.busbar.bus;

import io.busbar.bus.response.Reply;
import io.vertx.core.Future;

/** The typed client of every service. A call runs on this node if the service runs here, otherwise on another node that runs it. */
public interface Bus {

    /**
     * Calls an operation. Fails with a {@link Failure} of the service, with {@link FailureCode#SERVICE_UNAVAILABLE} if no node serves the
     * operation, or with {@link FailureCode#DEADLINE_EXCEEDED} if no reply arrived by the caller's deadline or within the operation's
     * timeout. The call is retried on another node only if the first node is lost and the operation is idempotent or the request has an
     * idempotency key.
     *
     * @throws IllegalStateException inside a transaction, which would hold its connection and locks while the other service works
     */
    default <I, O> Future<O> call(Operation<I, O> operation, I request, RequestContext requestContext) {
        return callForReply(operation, request, requestContext).map(Reply::result);
    }

    /** Calls an operation like {@link #call} and also returns whether the result is replayed for an idempotency key. */
    <I, O> Future<Reply<O>> callForReply(Operation<I, O> operation, I request, RequestContext requestContext);
}
