package io.busbar.bus;

import io.busbar.bus.response.Reply;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * The only way to write. Opens the transaction, runs the work, writes the audit row and what was announced, commits. Fails with the
 * work's failure and leaves nothing behind; {@link FailureCode#DEADLINE_EXCEEDED} when the caller's deadline passes before the commit.
 * Slow things (hashing, calls) belong before it. A handler whose answer is the change's result uses {@link Call#change}, which also
 * honours the caller's idempotency key.
 */
public interface Changes {

    /** Runs the work as one change; {@code action} is what the audit calls it: {@code catalog.create}. */
    <T> Future<T> change(RequestContext requestContext, String action, Function<Tx, Future<T>> work);

    /**
     * The change behind a keyed operation. With an idempotency claim of the caller for this operation it happens at most once: a
     * repetition gets the stored answer, marked as replayed; another request under the same key fails with
     * {@link FailureCode#IDEMPOTENCY_KEY_REUSED}, one still running elsewhere with {@link FailureCode#REQUEST_IN_PROGRESS}.
     * Without a claim it is an ordinary change.
     */
    <T> Future<Reply<T>> changeOnce(
            RequestContext requestContext, Operation<?, T> operation, Function<Tx, Future<T>> work);
}
