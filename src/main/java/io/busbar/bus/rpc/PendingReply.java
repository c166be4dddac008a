package io.busbar.bus.rpc;

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
    private final Promise<Message<Object>> promise = Promise.promise();

    PendingReply(long number, long bytes, Instant deadline, Context context) {
        this.number = number;
        this.bytes = bytes;
        this.deadline = deadline;
        this.context = context;
    }

    Future<Message<Object>> future() {
        return promise.future();
    }

    /** Tells who waits, on their context; to be called there. */
    void complete(AsyncResult<Message<Object>> result) {
        if (result.succeeded()) {
            promise.tryComplete(result.result());
        } else {
            promise.tryFail(result.cause());
        }
    }

    /** Tells who waits, from any thread. */
    void fail(Throwable cause) {
        context.runOnContext(ignored -> promise.tryFail(cause));
    }
}
