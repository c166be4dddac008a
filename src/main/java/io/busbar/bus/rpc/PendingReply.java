package io.busbar.bus.rpc;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.Message;
import java.time.Instant;

/** A message to another node whose reply is pending: its entry in the {@link InFlightWindow} and the promise that the sender waits for. */
final class PendingReply {
    /** The position of the message among all messages to the node. */
    final long number;

    /** The service that is called; empty for a control message. */
    final String service;

    /** The size of the request; 0 for a control message. */
    final long bytes;

    final Instant deadline;
    private final Context context;
    private final Promise<Message<Object>> promise = Promise.promise();

    PendingReply(long number, String service, long bytes, Instant deadline, Context context) {
        this.number = number;
        this.service = service;
        this.bytes = bytes;
        this.deadline = deadline;
        this.context = context;
    }

    Future<Message<Object>> future() {
        return promise.future();
    }

    /** Completes the sender's future. Must be called on the sender's context. */
    void complete(AsyncResult<Message<Object>> result) {
        if (result.succeeded()) {
            promise.tryComplete(result.result());
        } else {
            promise.tryFail(result.cause());
        }
    }

    /** Fails the sender's future on its context. Any thread may call this. */
    void fail(Throwable cause) {
        context.runOnContext(ignored -> promise.tryFail(cause));
    }
}
