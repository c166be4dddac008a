package io.busbar.bus.rpc;

import io.busbar.bus.Failure;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** A failure as the answer to a call. Whoever knows only Vert.x sees the HTTP status and the text. */
final class FailureReply extends ReplyException {
    private final transient Failure failure;
    private final boolean notStarted;

    private FailureReply(Failure failure, boolean notStarted) {
        super(ReplyFailure.RECIPIENT_FAILURE, failure.code().status(), failure.message());
        this.failure = failure;
        this.notStarted = notStarted;
    }

    static FailureReply of(Failure failure) {
        return new FailureReply(failure, false);
    }

    /** The call was turned away before any work began, so that it may be tried elsewhere whatever it is. */
    static FailureReply notStarted(Failure failure) {
        return new FailureReply(failure, true);
    }

    Failure failure() {
        return failure;
    }

    boolean isNotStarted() {
        return notStarted;
    }

    /** The same for a receiver that has only what comes with Vert.x. */
    ReplyException toReplyException() {
        return new ReplyException(ReplyFailure.RECIPIENT_FAILURE, failureCode(), getMessage());
    }
}
