package io.busbar.bus;

import io.busbar.bus.response.Reply;
import io.vertx.core.Future;

/** The typed client of every service: here if the service runs here, else on a node that runs it. */
public interface Bus {

    /**
     * Calls an operation. Fails with a {@link Failure} of the service, or with {@link FailureCode#SERVICE_UNAVAILABLE} when no node
     * answers for it, or {@link FailureCode#DEADLINE_EXCEEDED} when neither an answer nor a verdict came by the caller's deadline or
     * the operation's time limit. Retried on another node only when its node is gone and the operation is idempotent or keyed.
     */
    default <I, O> Future<O> call(Operation<I, O> operation, I request, RequestContext requestContext) {
        return callForReply(operation, request, requestContext).map(Reply::result);
    }

    /** The same, with what else is known of the answer. */
    <I, O> Future<Reply<O>> callForReply(Operation<I, O> operation, I request, RequestContext requestContext);
}
