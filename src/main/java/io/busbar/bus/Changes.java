package io.busbar.bus;

import io.busbar.bus.response.Reply;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * The only way to write. A change opens a transaction, runs the work, writes the audit row and the published events, and commits. It fails
 * with the failure of its work and then leaves nothing behind, or with {@link FailureCode#DEADLINE_EXCEEDED} if the caller's deadline
 * passes before the commit. Do slow work, such as hashing and calls to other services, before the change: the work holds a database
 * connection, and it runs again after a conflict with another transaction. A handler whose result is the result of the change uses
 * {@link Call#change}, which also honors the caller's idempotency key.
 */
public interface Changes {

    /**
     * Runs the work as one change.
     *
     * @param action the name of the change in the audit, such as {@code catalog.create}
     */
    <T> Future<T> change(RequestContext requestContext, String action, Function<Tx, Future<T>> work);

    /**
     * Runs the change of an operation that supports idempotency keys. If the request has a key for this operation, the change happens at
     * most once: a repeated request gets the stored result, marked as replayed; a different request with the same key fails with {@link
     * FailureCode#IDEMPOTENCY_KEY_REUSED}, and a request whose first attempt is still running fails with {@link
     * FailureCode#REQUEST_IN_PROGRESS}. Without a key it is an ordinary change.
     */
    <T> Future<Reply<T>> changeOnce(
            RequestContext requestContext, Operation<?, T> operation, Function<Tx, Future<T>> work);
}
