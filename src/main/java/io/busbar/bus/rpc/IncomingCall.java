package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Reply;
import org.jspecify.annotations.Nullable;

/** One call that came in, whichever way, and the way back to whoever waits for its answer. */
sealed interface IncomingCall permits DirectCall, LocalCall, RemoteCall {

    /** The action that is asked for; null when the message does not say. */
    @Nullable
    String action();

    /**
     * On whose behalf, with a deadline no later than the operation's time limit from now.
     *
     * @throws Failure when the message claims what is not a caller
     */
    RequestContext requestContext(Operation<?, ?> operation);

    /**
     * The request record.
     *
     * @throws Failure when the message does not hold one
     */
    <I> I request(Operation<I, ?> operation, RequestReader<I> reader);

    void respond(Operation<?, ?> operation, RequestContext requestContext, Reply<?> reply);

    void fail(FailureReply failure);
}
