package io.busbar.bus;

import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Function;

/**
 * One call of an operation as its handler sees it.
 *
 * @param <O> what the operation answers
 */
public interface Call<O> {

    /** On whose behalf. */
    RequestContext requestContext();

    /**
     * The signed-in person.
     *
     * @throws Failure {@link FailureCode#UNAUTHORIZED} for anybody else
     */
    default UUID userId() {
        return requestContext().userId().orElseThrow(() -> Failure.of(FailureCode.UNAUTHORIZED));
    }

    /**
     * A change whose result is the operation's answer. With an idempotency key of the caller, it happens at most once: a repetition
     * gets the stored answer, another request under the same key fails with {@link FailureCode#IDEMPOTENCY_KEY_REUSED}, and one that
     * is still running elsewhere with {@link FailureCode#REQUEST_IN_PROGRESS}.
     */
    Future<O> change(Function<Tx, Future<O>> work);
}
