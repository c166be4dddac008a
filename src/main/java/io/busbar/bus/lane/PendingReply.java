package io.busbar.bus.lane;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import java.time.Instant;

/** One message to a node that is to be answered: its place in the {@link InFlightWindow}, and who waits for it. */
final class PendingReply {
    final long number;
    final long bytes;
    final Instant deadline;
    private final Context context;
    private final Promise<Message<Object>> verdict = Promise.promise();

    PendingReply(long number, long bytes, Instant deadline, Context context) {
        this.number = number;
        this.bytes = bytes;
        this.deadline = deadline;
        this.context = context;
    }

    Future<Message<Object>> verdict() {
        return verdict.future();
    }

    /** Tells who waits, on their context; to be called there. */
    void settle(AsyncResult<Message<Object>> result) {
        if (result.succeeded()) {
            verdict.tryComplete(result.result());
        } else {
            verdict.tryFail(result.cause());
        }
    }

    /** Tells who waits, from any thread. */
    void fail(Throwable cause) {
        context.runOnContext(ignored -> verdict.tryFail(cause));
    }
}
