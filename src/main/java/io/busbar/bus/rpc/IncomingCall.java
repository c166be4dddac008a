package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestContext;
import io.busbar.bus.json.RequestReader;
import io.busbar.bus.response.Reply;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call that a service received, with the methods that answer it: a {@link LocalCall} from this JVM, or a {@link RemoteCall} as JSON,
 * usually from another node.
 */
sealed interface IncomingCall permits LocalCall, RemoteCall {

    /** Returns the name of the operation to run ({@link Operation#action}); null if the message has none. */
    @Nullable
    String action();

    /**
     * Returns the version of the declaration that the caller knows; 0 for an operation of the code, and for a caller that knows none.
     *
     * @throws Failure if the message has a malformed version
     */
    long runtimeVersion();

    /** Returns whether the caller is a node of this cluster. */
    boolean isFromCluster();

    /**
     * Returns the deadline of the caller, which may be later than the one of the operation.
     *
     * @throws Failure if the message has a malformed context
     */
    Instant deadline();

    /**
     * Returns the request context, with a deadline no later than the operation's timeout from now.
     *
     * @throws Failure if the message has a malformed context
     */
    RequestContext requestContext(Operation<?, ?> operation);

    /**
     * Returns the request record.
     *
     * @throws Failure if the message has no valid request
     */
    <I> I request(Operation<I, ?> operation, RequestReader<I> reader);

    void respond(Operation<?, ?> operation, RequestContext requestContext, Reply<?> reply);

    void fail(FailureReply failure);
}
