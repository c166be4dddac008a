package io.busbar.bus;

import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Function;

/**
 * One call of an operation, as seen by its handler.
 *
 * @param <O> the operation's result
 */
public interface Call<O> {

    RequestContext requestContext();

    /**
     * Returns the ID of the signed-in user.
     *
     * @throws Failure {@link FailureCode#UNAUTHORIZED} if the caller is not a signed-in user
     */
    default UUID userId() {
        return requestContext().userId().orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED));
    }

    /**
     * Runs a change whose result is the operation's result. If the request has an idempotency key, the change happens at most once: a
     * repeated request gets the stored result, a different request with the same key fails with {@link FailureCode#IDEMPOTENCY_KEY_REUSED},
     * and a request whose first attempt is still running fails with {@link FailureCode#REQUEST_IN_PROGRESS}.
     */
    Future<O> change(Function<Tx, Future<O>> work);
}
